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
 * A mistake that a named test must catch. The format of its file, and how to add one, is in planted/README.md.
 *
 * @param module the folder of the Maven module whose test must catch it
 * @param source the folder of the Maven module that the mistake is made in, most often the same
 * @param name the module and what goes wrong
 * @param file the source file, below the module's src/main/java
 * @param caughtBy the test, as {@code Class} or {@code Class#method}
 * @param original the source text that stands there once, blanks aside
 * @param planted what stands there instead
 */
record PlantedBug(
        String module, String source, String name, String file, String caughtBy, String original, String planted) {

    private static final Pattern FORM = Pattern.compile(
            "# \\S[^\\n]*\\nfile: (?<file>\\S+)\\n(?:of module: (?<source>\\S+)\\n)?caught by: (?<caughtBy>\\S+)\\n"
                    + "--- original\\n(?<original>.+)--- planted\\n(?<planted>.*)",
            Pattern.DOTALL);

    /** All bugs below {@code folder}, by name. */
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
            throw new IllegalArgumentException(name + " is not of the form that planted/README.md shows");
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

    /** The top-level class of the test that must catch it. */
    String testClass() {
        return caughtBy.replaceFirst("[$#].*", "");
    }

    /** The source text with the mistake in it; refuses a text that does not hold the original exactly once. */
    String plantInto(String source) {
        Matcher occurrence = originalBlanksAside().matcher(source);
        long count = occurrence.results().count();
        if (count != 1) {
            throw new IllegalStateException(name + ": the original occurs " + count + " times in " + file
                    + ", it has to be there exactly once:\n" + original);
        }
        return occurrence.reset().replaceFirst(Matcher.quoteReplacement(planted));
    }

    /** Why blanks aside: a formatter that breaks a line elsewhere, or a new indent, is no other code. */
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
