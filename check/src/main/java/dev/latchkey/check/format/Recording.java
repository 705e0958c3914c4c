package dev.latchkey.check.format;

import java.util.List;

/**
 * The content of a history file, before a model interprets it.
 *
 * @param operations in the order of their calls in the file, including those without a return
 * @param remarks notes about what the reader skipped
 */
public record Recording(
        HistoryHeader header, List<RecordedOperation> operations, List<RecordedFault> faults, List<String> remarks) {

    public Recording {
        faults = List.copyOf(faults);
        remarks = List.copyOf(remarks);
    }
}
