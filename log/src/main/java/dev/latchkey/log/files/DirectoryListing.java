package dev.latchkey.log.files;

import dev.latchkey.log.disk.Disk;
import java.io.IOException;
import java.util.List;

/**
 * What stands in the directory.
 *
 * @param segments the first indexes of the segments, the oldest first
 * @param snapshots the last indexes of the snapshots, the newest first
 * @param halfMade names of files that were never finished
 * @param reserve whether the reserve is there
 */
public record DirectoryListing(List<Long> segments, List<Long> snapshots, List<String> halfMade, boolean reserve) {

    public static DirectoryListing list(Disk disk) throws IOException {
        List<String> names = disk.list().stream().sorted().toList();
        List<Long> snapshots = indexes(names, LogFormat.SNAPSHOT);
        return new DirectoryListing(
                indexes(names, LogFormat.SEGMENT),
                snapshots.stream().sorted((a, b) -> Long.compare(b, a)).toList(),
                names.stream().filter(DirectoryListing::isHalfMade).toList(),
                names.contains(LogFormat.RESERVE));
    }

    /** Ours only: other files may lie there too. */
    private static boolean isHalfMade(String name) {
        if (!name.endsWith(LogFormat.HALF_MADE)) {
            return false;
        }
        String whole = name.substring(0, name.length() - LogFormat.HALF_MADE.length());
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
