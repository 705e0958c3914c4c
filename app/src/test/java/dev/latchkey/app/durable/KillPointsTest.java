package dev.latchkey.app.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A store that dies at a named point (PROC-02), and again during recovery (PROC-05): every acknowledged write is present, every
 * other write took effect at most once, and the store continues from there.
 */
final class KillPointsTest {

    private static final int BATCHES = 45;

    private static final long SEED = 20_261_122;

    /** The points that a run passes that begins with an empty directory and ends with a clean stop. */
    private static final List<String> POINTS = points();

    private final Path folder;

    private int directories;

    KillPointsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private static List<String> points() {
        List<String> points = new ArrayList<>(List.of(Life.BEFORE_REPLY));
        for (String file : List.of("new segment", "segment", "new snapshot", "reserve")) {
            points.addAll(List.of("before write of " + file, "amid write of " + file, "after write of " + file));
            points.addAll(List.of("before force of " + file, "after force of " + file));
        }
        for (String step : List.of(
                "create of new segment",
                "rename of new segment",
                "cut of segment",
                "delete of segment",
                "create of new snapshot",
                "rename of new snapshot",
                "delete of snapshot",
                "create of reserve",
                "force of directory")) {
            points.addAll(List.of("before " + step, "after " + step));
        }
        return List.copyOf(points);
    }

    /** Points that recovery after a kill passes at least. */
    private static final List<String> RECOVERY_POINTS = List.of(
            "before create of new segment",
            "before write of new segment",
            "amid write of new segment",
            "after write of new segment",
            "before force of new segment",
            "after force of new segment",
            "before rename of new segment",
            "after rename of new segment",
            "before force of directory",
            "after force of directory",
            "before cut of segment",
            "after cut of segment",
            "before write of segment",
            "amid write of segment",
            "after write of segment",
            "before force of segment",
            "after force of segment");

    private Path directory() {
        return folder.resolve("data" + directories++);
    }

    private static Life.Outcome killed(Path directory, String point, int pass, List<List<Command>> batches)
            throws IOException {
        KillPoint kill = KillPoint.at(point, pass);
        Life.Outcome outcome = new Life(directory, kill).live(batches);
        assertThat(kill.isDead()).as("%s, pass %d, is reached", point, pass).isTrue();
        return outcome;
    }

    /** The passes of a point that are tested: the first, the last, and two in between. */
    private static List<Integer> passes(int count) {
        return List.copyOf(new TreeSet<>(List.of(1, (count + 2) / 3, (2 * count + 2) / 3, count)));
    }

    @Test
    void deathAtEveryPointKeepsAcknowledgedWrites() throws IOException {
        List<List<Command>> batches = Life.batches(BATCHES, SEED);
        KillPoint none = KillPoint.never();
        Life.Outcome whole = new Life(directory(), none).live(batches);
        assertThat(whole.answered()).isEqualTo(whole.asked().size());
        assertThat(none.passes().keySet()).containsAll(POINTS);
        int deaths = 0;
        for (Map.Entry<String, Integer> point : none.passes().entrySet()) {
            for (int pass : passes(point.getValue())) {
                Path directory = directory();
                Life.Outcome outcome = killed(directory, point.getKey(), pass, batches);
                assertContinues(directory, outcome, point.getKey() + ", pass " + pass);
                deaths++;
            }
        }
        assertThat(deaths).isGreaterThan(100);
    }

    @Test
    void secondDeathAtEveryPointOfRecoveryKeepsThem() throws IOException {
        List<List<Command>> batches = Life.batches(BATCHES, SEED + 1);
        TreeSet<String> reached = new TreeSet<>();
        for (String first :
                List.of("amid write of segment", "before rename of new snapshot", "before delete of segment")) {
            KillPoint start = KillPoint.never();
            Path probe = directory();
            killed(probe, first, 3, batches);
            new Life(probe, start).live(List.of());
            for (Map.Entry<String, Integer> point : start.passes().entrySet()) {
                for (int pass : passes(point.getValue())) {
                    Path directory = directory();
                    Life.Outcome outcome = killed(directory, first, 3, batches);
                    killed(directory, point.getKey(), pass, List.of());
                    assertContinues(directory, outcome, first + ", then " + point.getKey() + ", pass " + pass);
                    reached.add(point.getKey());
                }
            }
        }
        assertThat(reached).containsAll(RECOVERY_POINTS);
    }

    /** A named test for planted bugs; it is one of the deaths above. */
    @Test
    void writeThatWasNotWrittenIsNotAcknowledged() throws IOException {
        Path directory = directory();
        List<List<Command>> batches = Life.batches(BATCHES, SEED);
        assertContinues(directory, killed(directory, "before write of segment", 5, batches), "before write of segment");
    }

    @Test
    void writesAfterASnapshotAreRecoveredWithIt() throws IOException {
        Path directory = directory();
        List<List<Command>> batches = Life.batches(BATCHES, SEED);
        assertContinues(
                directory, killed(directory, "before delete of segment", 1, batches), "before delete of segment");
    }

    /**
     * Checks the contents, writes more, stops the store cleanly, and checks again. The new writes include deleted keys, so that
     * missing tombstones are detected.
     */
    private static void assertContinues(Path directory, Life.Outcome outcome, String death) throws IOException {
        Life.Found found = Life.look(directory);
        List<String> explained = states(outcome.asked());
        assertThat(explained.subList(outcome.answered(), explained.size()))
                .as("seed %d, killed %s: %d of %d acknowledged", SEED, death, outcome.answered(), explained.size() - 1)
                .contains(found.all());
        if (outcome.store() != null) {
            assertThat(found.store()).as(death).isEqualTo(outcome.store());
        }
        List<Command> before = outcome.asked().subList(0, explained.lastIndexOf(found.all()));
        List<List<Command>> more = Life.batches(20, SEED + 2);
        Life.Outcome next = new Life(directory, KillPoint.never()).live(more);
        List<Command> all = new ArrayList<>(before);
        all.addAll(next.asked());
        List<String> states = states(all);
        Life.Found last = Life.look(directory);
        assertThat(last.all()).as("after more writes, %s", death).isEqualTo(states.get(states.size() - 1));
        assertThat(last.store()).as(death).isEqualTo(found.store());
    }

    /** The readable state after none of the commands, after the first, and so on. */
    private static List<String> states(List<Command> commands) {
        ReferenceStore store = new ReferenceStore();
        List<String> states = new ArrayList<>(List.of(store.all()));
        for (Command command : commands) {
            store.apply(command);
            states.add(store.all());
        }
        return states;
    }
}
