package dev.latchkey.check.format;

import dev.latchkey.check.format.EtcdRequest.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the operations that etcd's robustness tests report, one JSON object per operation: the content of the files
 * {@code operations.json} of all clients. Reads, writes and conditional writes of single keys are read. All operations on a key are
 * left out if any write of it is more than that: a transaction of several operations, a write with a lease, or a condition on a
 * version or on another key.
 */
final class EtcdReport {

    private record Read(RecordedOperation operation, String key) {}

    private final JsonForms forms;
    private final List<Read> operations = new ArrayList<>();
    private final Set<String> leftOutKeys = new HashSet<>();
    private final List<String> remarks = new ArrayList<>();

    /** How many operations of each kind were left out. */
    private final SortedMap<String, Integer> others = new TreeMap<>();

    private int withoutResult;

    private EtcdReport(JsonForms forms) {
        this.forms = forms;
    }

    /**
     * Reads a whole report. The stream is left open.
     *
     * @throws BadHistoryException if it is not such a report, or is corrupted in any way other than a torn last line
     * @throws IOException if reading fails
     */
    static Recording read(InputStream in) throws IOException {
        return new EtcdReport(new JsonForms(in)).read();
    }

    private Recording read() throws IOException {
        boolean any = false;
        for (Edn.Pairs event = forms.next(); event != null; event = forms.next()) {
            any = true;
            add(new EtcdFields(forms.line(), event));
        }
        if (!any) {
            throw new BadHistoryException("the report contains no operations");
        }
        if (forms.isFormTorn()) {
            remarks.add("line " + forms.line() + ", the last line, is torn and was skipped");
        }
        List<RecordedOperation> kept = new ArrayList<>();
        for (Read read : operations) {
            if (!leftOutKeys.contains(read.key())) {
                kept.add(read.operation());
            }
        }
        addRemarks(operations.size() - kept.size());
        return new Recording(
                HistoryHeader.of(NamedModel.REVISIONED_REGISTER.written()), kept, List.of(), remarks, "", true);
    }

    private void addRemarks(int onLeftOutKeys) {
        if (!others.isEmpty()) {
            int all = others.values().stream().mapToInt(Integer::intValue).sum();
            List<String> kinds = new ArrayList<>();
            others.forEach((name, count) -> kinds.add(Count.of(count, name)));
            remarks.add(
                    Count.were(all, "operation") + " left out, because the verdict is about reads and writes of single"
                            + " keys: " + String.join(", ", kinds));
        }
        if (withoutResult > 0) {
            remarks.add(Count.were(withoutResult, "read") + " left out: without a linearizable result");
        }
        if (!leftOutKeys.isEmpty()) {
            remarks.add(Count.of(onLeftOutKeys, "operation") + " on " + Count.of(leftOutKeys.size(), "key")
                    + " were left out: a transaction, a lease or a condition of another kind writes the key");
        }
    }

    private void add(EtcdFields event) throws BadHistoryException {
        EtcdRequest request = EtcdRequest.of(event.fields("Input"));
        leftOutKeys.addAll(request.alsoWritten());
        if (request.kind() == Kind.OTHER || request.key() == null) {
            others.merge(request.name(), 1, Integer::sum);
            return;
        }
        RecordedResult result = result(request, event.fields("Output"));
        if (request.kind() == Kind.GET && result == null) {
            withoutResult++;
            return;
        }
        RecordedOperation open =
                RecordedOperation.unanswered(event.line(), event.client(), event.number("Call"), request.call());
        operations.add(new Read(result == null ? open : answered(event, open, result), request.key()));
    }

    private static RecordedOperation answered(EtcdFields event, RecordedOperation open, RecordedResult result)
            throws BadHistoryException {
        long returned = event.number("Return");
        if (returned < open.called()) {
            throw new BadHistoryException(
                    event.line(), "the operation returns at " + returned + ", before its call at " + open.called());
        }
        return open.answered(returned, result);
    }

    /** Returns null if the result is unknown. */
    private static @Nullable RecordedResult result(EtcdRequest request, EtcdFields output) throws BadHistoryException {
        boolean isUnknown = !output.text("Error").isEmpty()
                || !output.text("ClientError").isEmpty()
                || output.isTrue("Persisted")
                || output.isTrue("PartialResponse")
                || output.number("Revision") < 0;
        if (isUnknown) {
            return null;
        }
        if (request.kind() == Kind.GET) {
            return found(output.fields("Range"));
        }
        EtcdFields transaction = output.fields("Txn");
        List<EtcdFields> results = transaction.list("Results");
        EtcdFields first = results.isEmpty() ? null : results.get(0);
        if (transaction.isTrue("Failure")) {
            return refused(first);
        }
        boolean isNothing = request.kind() == Kind.DELETE && first != null && first.number("Deleted") == 0;
        return isNothing
                ? RecordedResult.of("ERRNOKEY")
                : RecordedResult.of("OK").version(output.number("Revision"));
    }

    private static RecordedResult found(EtcdFields range) throws BadHistoryException {
        List<EtcdFields> found = range.list("KVs");
        if (found.isEmpty()) {
            return RecordedResult.of("ERRNOKEY");
        }
        EtcdFields first = found.get(0);
        return RecordedResult.of("OK").value(first.value("Value")).version(first.number("ModRevision"));
    }

    /** The condition did not hold. The transaction may have read the key instead. */
    private static RecordedResult refused(@Nullable EtcdFields read) throws BadHistoryException {
        if (read == null) {
            return RecordedResult.of("ERRVERSION");
        }
        List<EtcdFields> found = read.list("KVs");
        return found.isEmpty()
                ? RecordedResult.of("ERRNOKEY")
                : RecordedResult.of("ERRVERSION").version(found.get(0).number("ModRevision"));
    }
}
