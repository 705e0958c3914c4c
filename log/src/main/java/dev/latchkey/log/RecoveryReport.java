package dev.latchkey.log;

import dev.latchkey.log.files.NodeId;
import dev.latchkey.log.files.SnapshotHeader;
import java.util.List;
import java.util.Optional;

/**
 * The result of crash recovery.
 *
 * @param node the node that owns the log
 * @param epoch how many times the node has been started, including this time
 * @param snapshot the snapshot that was loaded
 * @param records how many records were replayed after the snapshot
 * @param bytes how many bytes of the log were read for that
 * @param last the index of the last record
 * @param rewritten how many records after the last mark were rewritten and fsynced
 * @param cut the torn tail that was truncated
 * @param warnings problems that did not prevent recovery, one sentence each
 */
public record RecoveryReport(
        NodeId node,
        long epoch,
        Optional<SnapshotHeader> snapshot,
        long records,
        long bytes,
        long last,
        long rewritten,
        Optional<Cut> cut,
        List<String> warnings) {

    public RecoveryReport {
        warnings = List.copyOf(warnings);
    }

    /**
     * A torn tail: the incomplete write that a crash left at the end of a segment.
     *
     * @param file the path of the segment
     * @param offset the offset at which the segment is truncated
     * @param records how many records were truncated at least, including partial ones
     * @param bytes how many bytes were truncated, not counting trailing zeros
     * @param reason why the first of the records could not be read
     */
    public record Cut(String file, long offset, int records, long bytes, String reason) {}
}
