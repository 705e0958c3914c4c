package dev.latchkey.log.files;

import dev.latchkey.log.disk.Disk;
import java.io.IOException;
import java.util.List;

/**
 * A listing of the log directory.
 *
 * @param segments the first index of each segment, oldest first
 * @param snapshots the last index of each snapshot, newest first
 * @param temporary the names of temporary files left by a crash
 * @param reserve whether the reserve file exists
 */
public record DirectoryListing(List<Long> segments, List<Long> snapshots, List<String> temporary, boolean reserve) {

    public static DirectoryListing list(Disk disk) throws IOException {
        List<String> names = disk.list().stream().sorted().toList();
        List<Long> snapshots = indexes(names, LogFormat.SNAPSHOT);
        return new DirectoryListing(
                indexes(names, LogFormat.SEGMENT),
                snapshots.stream().sorted((a, b) -> Long.compare(b, a)).toList(),
                names.stream().filter(DirectoryListing::isTemporary).toList(),
                names.contains(LogFormat.RESERVE));
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

    public boolean hasLog() {
        return !segments.isEmpty() || !snapshots.isEmpty();
    }
}
