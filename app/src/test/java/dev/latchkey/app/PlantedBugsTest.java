package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests of the tests: every planted bug is caught by the test named for it, and that test passes without the bug. The bugs are
 * the files in src/test/resources/planted; the README.md there explains how to add one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PlantedBugsTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path FOLDER = Path.of("src", "test", "resources", "planted");

    /** One more than a small machine has processors, because some tests wait: those of a bug that drops a signal, for a minute. */
    private static final int PROCESSES_MAX = 3;

    /** The maximum number of test classes that share one process and its timeout when they run without a bug. */
    private static final int CLASSES_MAX = 4;

    /** With fewer bugs, writing the archive takes longer than it saves. */
    private static final int BUGS_FOR_AN_ARCHIVE = 12;

    private final ExecutorService processes = Executors.newFixedThreadPool(PROCESSES_MAX);
    private final List<String> table = new ArrayList<>();
    private List<PlantedBug> bugs = List.of();
    private List<String> options = List.of();

    @BeforeAll
    void readBugs(@TempDir Path archive) throws IOException, InterruptedException {
        String wanted = System.getProperty("planted", "");
        bugs = PlantedBug.readAll(FOLDER).stream()
                .filter(bug -> bug.name().startsWith(wanted))
                .toList();
        assertThat(bugs).as("bugs whose names begin with '%s'", wanted).isNotEmpty();
        if (bugs.size() >= BUGS_FOR_AN_ARCHIVE) {
            PlantedBug first = bugs.get(0);
            options = LibraryArchive.make(new ModuleUnderTest(ROOT, first.module()), first.caughtBy(), archive);
        }
    }

    @AfterAll
    void printTable() {
        processes.shutdownNow();
        table.forEach(System.out::println);
    }

    @TestFactory
    Stream<DynamicTest> everyPlantedBugIsCaught(@TempDir Path scratch) {
        return startAll(bugs.stream()
                .map(bug -> new Run(bug.name(), bug.caughtBy(), TestVerdict.FAILED, () -> runWith(bug, scratch)))
                .toList());
    }

    /** Runs all tests named by bugs. Some classes of a module share a process, since starting it takes most of the time. */
    @TestFactory
    Stream<DynamicTest> theNamedTestsAreGreenWithoutTheBugs(@TempDir Path scratch) {
        Map<String, TreeMap<String, Set<String>>> named = new TreeMap<>();
        for (PlantedBug bug : bugs) {
            named.computeIfAbsent(bug.module(), module -> new TreeMap<>())
                    .computeIfAbsent(bug.testClass(), testClass -> new TreeSet<>())
                    .add(bug.caughtBy());
        }
        List<Run> runs = new ArrayList<>();
        named.forEach((module, byClass) -> {
            List<Map.Entry<String, Set<String>>> all = List.copyOf(byClass.entrySet());
            for (int from = 0; from < all.size(); from += CLASSES_MAX) {
                Path folder = scratch.resolve(module).resolve(String.valueOf(from));
                runs.add(green(module, all.subList(from, Math.min(all.size(), from + CLASSES_MAX)), folder));
            }
        });
        return startAll(runs);
    }

    private Run green(String module, List<Map.Entry<String, Set<String>>> classes, Path folder) {
        String names = classes.stream().map(Map.Entry::getKey).collect(Collectors.joining(" "));
        Set<String> tests =
                classes.stream().flatMap(each -> each.getValue().stream()).collect(Collectors.toSet());
        return new Run("(no bug)", module + "/" + names, TestVerdict.PASSED, () -> new TestProcess(
                        new ModuleUnderTest(ROOT, module), folder, options)
                .run(tests));
    }

    /** One row of the table. */
    private record Run(String bug, String test, TestVerdict expected, Callable<TestProcess.Outcome> body) {}

    private Stream<DynamicTest> startAll(List<Run> runs) {
        Map<Run, Future<TestProcess.Outcome>> started = new LinkedHashMap<>();
        runs.forEach(run -> started.put(run, processes.submit(run.body)));
        return started.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(
                        entry.getKey().bug + ": " + entry.getKey().test,
                        () -> verify(entry.getKey(), entry.getValue().get())));
    }

    private void verify(Run run, TestProcess.Outcome outcome) {
        boolean asExpected = outcome.verdict() == run.expected;
        String verdict = asExpected ? run.expected == TestVerdict.FAILED ? "caught" : "green" : "NOT OK";
        table.add(String.format("planted %-38s %-6s %6.1f s  %s", run.bug, verdict, outcome.seconds(), run.test));
        assertThat(outcome.verdict())
                .as("%s, checked by %s, which printed:%n%s%n", run.bug, run.test, outcome.output())
                .isEqualTo(run.expected);
    }

    private TestProcess.Outcome runWith(PlantedBug bug, Path scratch) throws IOException, InterruptedException {
        ModuleUnderTest module = new ModuleUnderTest(ROOT, bug.module());
        Path folder = scratch.resolve(bug.name());
        Path classes = folder.resolve("classes");
        new ModuleUnderTest(ROOT, bug.source()).compileWith(bug, folder.resolve("sources"), classes);
        return new TestProcess(module, folder, options).run(Set.of(bug.caughtBy()), classes);
    }
}
