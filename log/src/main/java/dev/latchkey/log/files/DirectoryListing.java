package dev.latchkey.log.files;

import dev.latchkey.log.disk.Disk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A listing of the log directory.
 *
 * @param segments the first index of each segment, oldest first
 * @param snapshots the last index of each snapshot, newest first
 * @param temporary the names of temporary files left by a crash
 * @param reserve whether the reserve file exists
 * @param restoring whether the marker of a restore exists that has not completed
 */
public record DirectoryListing(
        List<Long> segments, List<Long> snapshots, List<String> temporary, boolean reserve, boolean restoring) {

    public static DirectoryListing list(Disk disk) throws IOException {
        List<String> names = disk.list().stream().sorted().toList();
        List<Long> snapshots = indexes(names, LogFormat.SNAPSHOT);
        return new DirectoryListing(
                indexes(names, LogFormat.SEGMENT),
                snapshots.stream().sorted((a, b) -> Long.compare(b, a)).toList(),
                names.stream().filter(DirectoryListing::isTemporary).toList(),
                names.contains(LogFormat.RESERVE),
                names.contains(LogFormat.RESTORING));
    }

    /** Only temporary segments and snapshots: the directory may also contain unrelated files. */
    private static boolean isTemporary(String name) {
        if (!name.endsWith(LogFormat.TEMPORARY)) {
            return false;
        }
        String whole = name.substring(0, name.length() - LogFormat.TEMPORARY.length());
        return LogFormat.isNamed(whole, LogFormat.SEGMENT) || LogFormat.isNamed(whole, LogFormat.SNAPSHOT);
    }

    private static List<Long> indexes(List<String> names, String ending) {
        return names.stream()
                .filter(name -> LogFormat.isNamed(name, ending))
                .map(name -> Long.valueOf(name.substring(0, name.length() - ending.length())))
                .toList();
    }

    /**
     * Verifies that everything with the name of a file of the log is a regular file. Otherwise, it could not be deleted
     * or replaced later, when that becomes necessary.
     *
     * @throws dev.latchkey.log.errors.DamagedLogException if one is not
     */
    public void rejectUnlessFiles(Disk disk) throws IOException {
        List<String> names = new ArrayList<>(temporary);
        segments.forEach(first -> names.add(LogFormat.segmentName(first)));
        snapshots.forEach(last -> names.add(LogFormat.snapshotName(last)));
        if (reserve) {
            names.add(LogFormat.RESERVE);
        }
        for (String name : names) {
            disk.openToRead(name).close();
        }
    }

    public boolean hasLog() {
        return !segments.isEmpty() || !snapshots.isEmpty();
    }
}
