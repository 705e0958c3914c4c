package dev.latchkey.app.design;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One row of the table of failure tests.
 *
 * @param id the id by which tests name it
 * @param section the heading under which it stands
 * @param fault what happens
 * @param holds what must hold nevertheless
 */
record FailureTest(String id, String section, String fault, String holds) {

    static final String TABLE = "app/src/test/resources/design/failures.txt";

    private static final Pattern COMMENT = Pattern.compile("(?s)/\\*\\*.*?\\*/");
    private static final Pattern ID =
            Pattern.compile("\\b(?:NET|PROC|DISK|CLK|LOAD|IN|SEC|LOCK|SESS|FOLL|TXN|CLUS)-\\d{2}\\b");

    /** Reads the table. */
    static List<FailureTest> read(String table) {
        List<FailureTest> rows = new ArrayList<>();
        String section = "";
        for (String line : table.split("\n", -1)) {
            if (line.startsWith("= ")) {
                section = line.substring(2);
            } else if (!line.isBlank() && !line.startsWith("#")) {
                String[] cells = line.split(" \\| ", -1);
                rows.add(new FailureTest(cells[0], section, cells[1], cells[2]));
            }
        }
        return rows;
    }

    /** The ids that the javadoc of tests names, each with the classes that do. */
    static Map<String, Set<String>> covered() {
        Map<String, Set<String>> covered = new TreeMap<>();
        for (Path module : ProjectFolder.modules()) {
            testSources(module).forEach(file -> idsIn(ProjectFolder.text(file.toString()))
                    .forEach(id -> covered.computeIfAbsent(id, unused -> new TreeSet<>())
                            .add(className(file))));
        }
        return covered;
    }

    private static String className(Path file) {
        return String.valueOf(file.getFileName()).replace(".java", "");
    }

    private static List<Path> testSources(Path module) {
        Path tests = module.resolve("src/test/java");
        if (!Files.exists(tests)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(tests)) {
            return files.filter(file -> file.toString().matches(".*(Test|IT)\\.java"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The ids that the javadoc of a source file names. */
    static Set<String> idsIn(String source) {
        Set<String> ids = new TreeSet<>();
        Matcher comments = COMMENT.matcher(source);
        while (comments.find()) {
            ID.matcher(comments.group()).results().forEach(id -> ids.add(id.group()));
        }
        return ids;
    }
}
