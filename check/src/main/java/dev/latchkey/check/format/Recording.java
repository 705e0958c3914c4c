package dev.latchkey.check.format;

import java.util.List;

/**
 * What a file says.
 *
 * @param operations in the order of their calls in the file; those that were never answered are among them
 * @param remarks what the reader left out, a sentence each
 */
public record Recording(
        HistoryHeader header, List<RecordedOperation> operations, List<Fault> faults, List<String> remarks) {

    public Recording {
        faults = List.copyOf(faults);
        remarks = List.copyOf(remarks);
    }
}
