package dev.latchkey.log.sim;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Enumerates the states in which a crash could leave the disk, for every point of a recorded run: all fsynced changes,
 * plus a subset of the unsynced ones. The subsets of the unsynced changes to files are: none, all, each alone, all but
 * each, and each write torn at every sector boundary and at some bytes within, or with one sector lost or zeroed while
 * later sectors arrived. Each of these is combined with every prefix of the unsynced changes to names (including none
 * and all), and with all of them but one.
 */
public final class CrashStates {

    private static final int SECTOR = 512;

    private final List<Change> trace;
    private final DiskImage durable;
    private final List<Change> unsynced = new ArrayList<>();
    private long note;

    CrashStates(DiskImage initial, List<Change> trace) {
        this.durable = initial;
        this.trace = trace;
    }

    /**
     * The disk after a crash.
     *
     * @param note the last note before the crash
     * @param what a description of when the crash happened and which changes survived, for messages
     */
    public record State(long note, String what, Map<String, byte[]> contents) {

        public InMemoryDisk disk() {
            return new InMemoryDisk(contents);
        }
    }

    /** Passes each state to {@code test}. */
    public void forEach(Consumer<State> test) {
        for (int done = 0; done < trace.size(); done++) {
            advance(trace.get(done));
            if (!(trace.get(done) instanceof Change.Note)) {
                crash(done, test);
            }
        }
    }

    private void advance(Change change) {
        if (change instanceof Change.Note noted) {
            note = noted.number();
        } else if (change instanceof Change.FsyncFile fsynced) {
            makeDurable(other -> fileOf(other) == fsynced.file());
        } else if (change instanceof Change.FsyncDirectory) {
            makeDurable(other -> fileOf(other) < 0);
        } else {
            unsynced.add(change);
        }
    }

    private void makeDurable(Predicate<Change> selected) {
        unsynced.stream().filter(selected).forEach(durable::apply);
        unsynced.removeIf(selected);
    }

    /** The number of the file whose contents are changed; negative for a change to names. */
    private static int fileOf(Change change) {
        return change instanceof Change.Write write ? write.file() : change instanceof Change.Cut cut ? cut.file() : -1;
    }

    private void crash(int done, Consumer<State> test) {
        List<Change> ofNames =
                unsynced.stream().filter(change -> fileOf(change) < 0).toList();
        Map<String, List<Change>> choices = survivors();
        for (int names = 0; names <= ofNames.size(); names++) {
            List<Change> survived = ofNames.subList(0, names);
            choices.forEach((choice, changes) -> test.accept(state(done + ", " + choice, survived, changes)));
        }
        for (int lost = 0; lost + 1 < ofNames.size(); lost++) {
            List<Change> survived = new ArrayList<>(ofNames);
            survived.remove(lost);
            choices.forEach((choice, changes) -> test.accept(state(done + ", " + choice, survived, changes)));
        }
    }

    private State state(String after, List<Change> names, List<Change> bytes) {
        DiskImage image = durable.copy();
        names.forEach(image::apply);
        bytes.forEach(image::apply);
        return new State(note, "after change " + after + ", with " + names, image.contents());
    }

    private Map<String, List<Change>> survivors() {
        List<Change> all =
                unsynced.stream().filter(change -> fileOf(change) >= 0).toList();
        Map<String, List<Change>> choices = new LinkedHashMap<>();
        choices.put("nothing", List.of());
        choices.put("everything", all);
        for (int i = 0; i < all.size() && all.size() > 1; i++) {
            List<Change> others = new ArrayList<>(all);
            others.remove(i);
            choices.put("only change " + i, List.of(all.get(i)));
            choices.put("all but change " + i, others);
        }
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i) instanceof Change.Write write) {
                tear(write, all.subList(0, i), "change " + i, choices);
            }
        }
        return choices;
    }

    private static void tear(Change.Write write, List<Change> before, String which, Map<String, List<Change>> choices) {
        int length = write.bytes().capacity();
        for (int cut : new int[] {1, 17, 32, length / 3, length / 2, length - 33, length - 1}) {
            if (cut > 0 && cut < length) {
                choices.put(which + " torn at " + cut, with(before, part(write, 0, cut)));
            }
        }
        int first = (int) (SECTOR - write.at() % SECTOR);
        for (int from = 0, to = first; from < length; from = to, to += SECTOR) {
            int end = Math.min(to, length);
            Change.Write zeroed = new Change.Write(write.file(), write.at() + from, ByteBuffer.allocate(end - from));
            List<Change> lost = with(with(before, part(write, 0, from)), part(write, end, length));
            choices.put(which + " up to " + from, with(before, part(write, 0, from)));
            choices.put(which + " without " + from + " to " + end, lost);
            choices.put(which + " but zeros from " + from + " to " + end, with(lost, zeroed));
        }
    }

    private static Change.Write part(Change.Write write, int from, int to) {
        return new Change.Write(write.file(), write.at() + from, write.bytes().slice(from, to - from));
    }

    private static List<Change> with(List<Change> changes, Change.Write more) {
        List<Change> together = new ArrayList<>(changes);
        if (more.bytes().capacity() > 0) {
            together.add(more);
        }
        return together;
    }
}
