package dev.latchkey.log;

import dev.latchkey.log.files.NodeId;
import dev.latchkey.log.files.SnapshotHeader;
import java.util.List;
import java.util.Optional;

/**
 * What a start found.
 *
 * @param node whose log it is
 * @param epoch counts the starts, this one included
 * @param snapshot the one that was loaded
 * @param records how many were replayed behind it
 * @param bytes how many of the log were read for that
 * @param last the index of the last record there is
 * @param rewritten how many records were copied and forced, since nothing said that they had been
 * @param cut what was thrown away as torn
 * @param warnings what is wrong but does no harm, a sentence each
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
     * The end of a segment that a crash left torn.
     *
     * @param file the segment, with its directory
     * @param offset where in the file the cut is
     * @param records how many could still be recognised behind it; a part of one counts if its header is whole
     * @param bytes how many were cut, the zeros at the end not counted
     * @param reason why the first of them could not be read
     */
    public record Cut(String file, long offset, int records, long bytes, String reason) {}
}
