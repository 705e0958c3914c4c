package dev.latchkey.check.format;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Converts Jepsen events to operations. As in Jepsen itself, the time of an event is its position in the file.
 *
 * <ul>
 *   <li>{@code :info}, or no completion at all: the operation stays open. A read is left out.
 *   <li>{@code :fail}: the operation did not take effect and is left out, with two exceptions. A compare-and-set that failed for a
 *       {@link FailReason} such as {@code :precondition-failed} found a different value. An operation that failed with
 *       {@code :timed-out} may have taken effect, so it is treated like {@code :info}.
 *   <li>{@code :answer}, which Latchkey's own export adds, is the exact result.
 * </ul>
 *
 * <p>{@link ValueShape} describes how values are read.
 */
final class JepsenHistory {

    private static final String OF_ELLE = "txn";

    private final ReadOptions options;
    private final Deque<JepsenOperation> operations = new ArrayDeque<>();
    private final Map<Integer, JepsenOperation> inFlight = new HashMap<>();
    private final NemesisBands nemesis = new NemesisBands();
    private final ProcessNumbers processes = new ProcessNumbers();
    private final Set<String> words = new TreeSet<>();
    private final List<String> remarks = new ArrayList<>();
    private final Interning interning = new Interning();
    private boolean hasVersions;
    private int failed;
    private int readsWithoutResult;
    private long time;

    JepsenHistory(ReadOptions options) {
        this.options = options;
    }

    ProcessNumbers processes() {
        return processes;
    }

    /** Adds a remark about what the reader skipped. */
    void remark(String remark) {
        remarks.add(remark);
    }

    void add(JepsenEvent event) throws BadHistoryException {
        time++;
        if (event.process() == JepsenEvent.NEMESIS) {
            nemesis.add(time, event);
        } else if (event.type() == JepsenEvent.Type.INVOKE) {
            invoke(interning.interned(event));
        } else {
            complete(interning.interned(event));
        }
    }

    private void invoke(JepsenEvent event) throws BadHistoryException {
        if (event.f().equals(OF_ELLE)) {
            throw new BadHistoryException(
                    event.line(),
                    "a transaction (:txn): this checker has no model for transactions of several operations; check them"
                            + " with Elle, https://github.com/jepsen-io/elle");
        }
        JepsenOperation operation = new JepsenOperation(event, time);
        if (inFlight.putIfAbsent(event.process(), operation) != null) {
            throw new BadHistoryException(
                    event.line(), "process " + event.process() + " already has an operation in flight");
        }
        words.add(event.f());
        operations.add(operation);
    }

    private void complete(JepsenEvent event) throws BadHistoryException {
        JepsenOperation operation = inFlight.remove(event.process());
        if (operation == null) {
            throw new BadHistoryException(event.line(), "process " + event.process() + " has no operation in flight");
        }
        if (!operation.f().equals(event.f())) {
            throw new BadHistoryException(
                    event.line(),
                    "process " + event.process() + " invoked :" + operation.f() + " but completes :" + event.f());
        }
        hasVersions |= event.version() != RecordedCall.NO_VERSION;
        operation.complete(event, time);
    }

    /** Returns a recording of all events added. Must be called once. */
    Recording recording() throws BadHistoryException {
        if (time == 0) {
            throw new BadHistoryException("the history contains no events");
        }
        ValueShape shape = ValueShape.of(operations);
        if (shape.isKeyed() && operations.stream().anyMatch(JepsenHistory::getsItsKeyFromItsResult)) {
            remark(
                    "all values are pairs and are read as [key value], although some operations are invoked without a value");
        }
        ModelGuess guess = ModelGuess.of(words, hasVersions, shape);
        String model = options.model() == null ? guess.model() : options.model();
        JepsenVocabulary vocabulary = new JepsenVocabulary(shape, "set".equals(model));
        List<RecordedOperation> kept = new ArrayList<>();
        // Why removed one by one: so that the events of a long history are not kept beside its operations.
        for (JepsenOperation next = operations.poll(); next != null; next = operations.poll()) {
            RecordedOperation recorded = recorded(vocabulary, next);
            if (recorded != null) {
                kept.add(recorded);
            }
        }
        return new Recording(HistoryHeader.of(guess.model()), kept, nemesis.faults(), remarks(), guess.reason(), true);
    }

    private static boolean getsItsKeyFromItsResult(JepsenOperation operation) {
        return operation.invocation().value() instanceof Edn.Nil && !(operation.result() instanceof Edn.Nil);
    }

    private List<String> remarks() {
        List<String> all = new ArrayList<>(remarks);
        if (failed > 0) {
            all.add(Count.were(failed, "operation") + " left out: failed (:fail), so without effect");
        }
        if (readsWithoutResult > 0) {
            all.add(Count.were(readsWithoutResult, "read") + " left out: without a result");
        }
        if (!processes.remark().isEmpty()) {
            all.add(processes.remark());
        }
        return all;
    }

    /** Returns the operation; null if it is left out. */
    private @Nullable RecordedOperation recorded(JepsenVocabulary vocabulary, JepsenOperation operation)
            throws BadHistoryException {
        JepsenEvent end = operation.completion();
        RecordedOperation open = RecordedOperation.unanswered(
                operation.invocation().line(),
                operation.invocation().process(),
                operation.called(),
                vocabulary.call(operation));
        if (end != null && end.answer() != null) {
            RecordedResult exact =
                    RecordedResult.of(end.answer()).version(end.version()).cause(end.cause());
            return open.answered(operation.returned(), exact);
        }
        if (end != null && end.type() == JepsenEvent.Type.OK) {
            return open.answered(operation.returned(), vocabulary.answer(end));
        }
        if (end != null && end.type() == JepsenEvent.Type.FAIL && !FailReason.isTimeout(end)) {
            if (isMismatch(end)) {
                return open.answered(operation.returned(), RecordedResult.of("FAIL"));
            }
            failed++;
            return null;
        }
        if (JepsenVocabulary.READS.contains(operation.f())) {
            readsWithoutResult++;
            return null;
        }
        return open;
    }

    private boolean isMismatch(JepsenEvent event) {
        return event.f().equals("cas")
                && (FailReason.isMismatch(event) || (options.failedCasMismatches() && FailReason.isMissing(event)));
    }
}
