package dev.latchkey.log.sim;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** The contents of a disk: file names and file bytes, modified by applying changes. Copying it is cheap. */
final class DiskImage {

    private final Map<String, Integer> names;
    private final Map<Integer, byte[]> files;

    DiskImage() {
        this(new TreeMap<>(), new HashMap<>());
    }

    private DiskImage(Map<String, Integer> names, Map<Integer, byte[]> files) {
        this.names = names;
        this.files = files;
    }

    /** A copy that shares the bytes of the files: applying a change replaces an array and never modifies it. */
    DiskImage copy() {
        return new DiskImage(new TreeMap<>(names), new HashMap<>(files));
    }

    /** The files by name. */
    Map<String, byte[]> contents() {
        Map<String, byte[]> contents = new TreeMap<>();
        names.forEach((name, file) -> contents.put(name, files.getOrDefault(file, new byte[0])));
        return contents;
    }

    void apply(Change change) {
        if (change instanceof Change.Write write) {
            byte[] old = files.getOrDefault(write.file(), new byte[0]);
            int length = write.bytes().capacity();
            byte[] now = Arrays.copyOf(old, (int) Math.max(old.length, write.at() + length));
            write.bytes().get(0, now, (int) write.at(), length);
            files.put(write.file(), now);
        } else if (change instanceof Change.Cut cut) {
            byte[] old = files.getOrDefault(cut.file(), new byte[0]);
            files.put(cut.file(), Arrays.copyOf(old, (int) Math.min(old.length, cut.size())));
        } else if (change instanceof Change.Create create) {
            names.put(create.name(), create.file());
        } else if (change instanceof Change.Rename rename) {
            // A rename has no effect if the old name never became durable.
            Integer file = names.remove(rename.from());
            if (file != null) {
                names.put(rename.to(), file);
            }
        } else if (change instanceof Change.Delete delete) {
            names.remove(delete.name());
        }
    }
}
