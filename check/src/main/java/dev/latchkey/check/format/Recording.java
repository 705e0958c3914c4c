package dev.latchkey.check.format;

import java.util.ArrayList;
import java.util.List;

/**
 * The content of a history file, before a model interprets it.
 *
 * @param operations in the order of their calls in the file, including those without a return
 * @param remarks notes about what the reader skipped
 * @param noModel why the operations do not imply a model, a clause; empty if the header names a model or the format requires it to
 * @param hasTypes whether the format has values of several types, such as numbers; if not, all values are text
 */
public record Recording(
        HistoryHeader header,
        List<RecordedOperation> operations,
        List<RecordedFault> faults,
        List<String> remarks,
        String noModel,
        boolean hasTypes) {

    public Recording {
        faults = List.copyOf(faults);
        remarks = List.copyOf(remarks);
    }

    /** Creates a recording whose values are text. */
    public Recording(
            HistoryHeader header,
            List<RecordedOperation> operations,
            List<RecordedFault> faults,
            List<String> remarks) {
        this(header, operations, faults, remarks, "", false);
    }

    /** Returns this recording with one more remark. */
    Recording remark(String remark) {
        List<String> more = new ArrayList<>(remarks);
        more.add(remark);
        return new Recording(header, operations, faults, more, noModel, hasTypes);
    }
}
