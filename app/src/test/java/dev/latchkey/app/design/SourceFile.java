package dev.latchkey.app.design;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Java source file.
 *
 * @param module the folder of its module
 * @param path below src/main/java
 */
record SourceFile(String module, String path, String text) {

    /** Comments and literals: what they say is not what the program does. */
    private static final Pattern SILENT = Pattern.compile(
            "//[^\\n]*|/\\*(?s:.*?)\\*/|\"\"\"(?s:.*?)\"\"\"|\"(?:[^\"\\\\\\n]++|\\\\.)*+\"|'(?:[^'\\\\\\n]++|\\\\.)*+'");

    private static final Pattern PACKAGE = Pattern.compile("(?m)^\\s*package\\s+([\\w.]+)\\s*;");
    private static final Pattern IMPORT = Pattern.compile("(?m)^\\s*import\\s+(?:static\\s+)?([\\w.*]+)\\s*;");

    /** A type written out in full, known by how package names begin. */
    private static final Pattern FULL_NAME =
            Pattern.compile("(?<![\\w.])(?:java|javax|jdk|sun|com|org|net|io|dev|picocli)(?:\\.\\w+)*\\.[A-Z]\\w*");

    /** The text without comments, and with empty literals. Lines stay where they are. */
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

    /** The types that it names in full, by an import or in its code. */
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

    /** The name of its outermost class, in full. */
    String className() {
        return path.substring(0, path.length() - ".java".length()).replace('/', '.');
    }
}
