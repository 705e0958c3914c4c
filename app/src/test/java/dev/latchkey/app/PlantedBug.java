package dev.latchkey.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A bug that a named test must catch. planted/README.md describes the format of its file and how to add one.
 *
 * @param module the directory of the Maven module whose test must catch it
 * @param source the directory of the Maven module that contains the source file, usually the same
 * @param name the module and the name of the bug
 * @param file the source file, relative to src/main/java of the module
 * @param caughtBy the test, as {@code Class} or {@code Class#method}
 * @param original the source text to replace, which occurs once when white space is ignored
 * @param planted the replacement
 */
record PlantedBug(
        String module, String source, String name, String file, String caughtBy, String original, String planted) {

    private static final Pattern FORM = Pattern.compile(
            "# \\S[^\\n]*\\nfile: (?<file>\\S+)\\n(?:of module: (?<source>\\S+)\\n)?caught by: (?<caughtBy>\\S+)\\n"
                    + "--- original\\n(?<original>.+)--- planted\\n(?<planted>.*)",
            Pattern.DOTALL);

    /** All bugs below {@code folder}, ordered by name. */
    static List<PlantedBug> readAll(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> bugs = files.filter(file -> file.toString().endsWith(".bug"))
                    .sorted()
                    .toList();
            return bugs.stream().map(PlantedBug::read).toList();
        }
    }

    private static PlantedBug read(Path file) {
        String module = String.valueOf(file.getName(file.getNameCount() - 2));
        String name = String.valueOf(file.getFileName()).replaceFirst("\\.bug$", "");
        return parse(module, module + "/" + name, text(file));
    }

    static PlantedBug parse(String module, String name, String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(name + " does not have the form described in planted/README.md");
        }
        return new PlantedBug(
                module,
                form.group("source") == null ? module : form.group("source"),
                name,
                form.group("file"),
                form.group("caughtBy"),
                form.group("original"),
                form.group("planted"));
    }

    /** The top-level class of the test that must catch the bug. */
    String testClass() {
        return caughtBy.replaceFirst("[$#].*", "");
    }

    /** Returns the source text with the bug planted. The text must contain the original exactly once. */
    String plantInto(String source) {
        Matcher occurrence = originalBlanksAside().matcher(source);
        long count = occurrence.results().count();
        if (count != 1) {
            throw new IllegalStateException(name + ": the original occurs " + count + " times in " + file
                    + ", but must occur exactly once:\n" + original);
        }
        return occurrence.reset().replaceFirst(Matcher.quoteReplacement(planted));
    }

    /** Why white space is ignored: a different line break or indentation does not change the code. */
    private Pattern originalBlanksAside() {
        return Pattern.compile(Arrays.stream(original.strip().split("\\s+"))
                .map(Pattern::quote)
                .collect(Collectors.joining("\\s+")));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
