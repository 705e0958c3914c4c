package dev.latchkey.app.design;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Java source file.
 *
 * @param module the directory of its module
 * @param path relative to src/main/java
 */
record SourceFile(String module, String path, String text) {

    /** Comments and literals, which are not code. */
    private static final Pattern SILENT = Pattern.compile(
            "//[^\\n]*|/\\*(?s:.*?)\\*/|\"\"\"(?s:.*?)\"\"\"|\"(?:[^\"\\\\\\n]++|\\\\.)*+\"|'(?:[^'\\\\\\n]++|\\\\.)*+'");

    private static final Pattern PACKAGE = Pattern.compile("(?m)^\\s*package\\s+([\\w.]+)\\s*;");
    private static final Pattern IMPORT = Pattern.compile("(?m)^\\s*import\\s+(?:static\\s+)?([\\w.*]+)\\s*;");

    /** A fully qualified type name, recognized by the prefixes of package names. */
    private static final Pattern FULL_NAME =
            Pattern.compile("(?<![\\w.])(?:java|javax|jdk|sun|com|org|net|io|dev|picocli)(?:\\.\\w+)*\\.[A-Z]\\w*");

    /** The text without comments and with empty literals. Line numbers are preserved. */
    String code() {
        return SILENT.matcher(text).replaceAll(found -> {
            String lines = "\n"
                    .repeat((int) found.group().chars().filter(c -> c == '\n').count());
            return found.group().startsWith("/") ? " " + lines : "\"\"" + lines;
        });
    }

    String packageName() {
        Matcher matcher = PACKAGE.matcher(code());
        return matcher.find() ? matcher.group(1) : "";
    }

    /** The fully qualified names of the types it refers to, in imports or in code. */
    Set<String> references() {
        String code = code();
        Set<String> references = new LinkedHashSet<>();
        IMPORT.matcher(code).results().forEach(found -> references.add(found.group(1)));
        FULL_NAME
                .matcher(IMPORT.matcher(code).replaceAll(""))
                .results()
                .map(found -> found.group())
                .forEach(references::add);
        return references;
    }

    /** The fully qualified name of its outermost class. */
    String className() {
        return path.substring(0, path.length() - ".java".length()).replace('/', '.');
    }
}
