package dev.latchkey.check.format;

import java.util.ArrayList;
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
 *   <li>{@code :info}, or no completion at all: the operation stays open. A read is skipped.
 *   <li>{@code :fail}: the operation did not take effect and is skipped, with two exceptions. A compare-and-set that failed without
 *       an {@code :error} found a different value. An operation that failed with {@code :timed-out} may have taken effect, so it is
 *       treated like {@code :info}.
 *   <li>{@code :answer}, which Latchkey's own export adds, is the exact result.
 * </ul>
 */
final class JepsenHistory {

    private static final Edn TIMED_OUT = new Edn.Keyword("timed-out");

    private final List<@Nullable RecordedOperation> operations = new ArrayList<>();
    private final Map<Integer, Integer> inFlight = new HashMap<>();
    private final NemesisBands nemesis = new NemesisBands();
    private final Set<String> words = new TreeSet<>();
    private boolean hasVersions;
    private long time;

    void add(JepsenEvent event) throws BadHistoryException {
        time++;
        if (event.process() == JepsenEvent.NEMESIS) {
            nemesis.add(time, event);
        } else if (event.type() == JepsenEvent.Type.INVOKE) {
            invoke(event);
        } else {
            complete(event);
        }
    }

    private void invoke(JepsenEvent event) throws BadHistoryException {
        if (inFlight.putIfAbsent(event.process(), operations.size()) != null) {
            throw new BadHistoryException(
                    event.line(), "process " + event.process() + " already has an operation in flight");
        }
        words.add(event.f());
        operations.add(RecordedOperation.unanswered(event.line(), event.process(), time, JepsenVocabulary.call(event)));
    }

    private void complete(JepsenEvent event) throws BadHistoryException {
        Integer index = inFlight.remove(event.process());
        RecordedOperation operation = index == null ? null : operations.get(index);
        if (index == null || operation == null) {
            throw new BadHistoryException(event.line(), "process " + event.process() + " has no operation in flight");
        }
        if (!operation.call().f().equals(event.f())) {
            throw new BadHistoryException(
                    event.line(),
                    "process " + event.process() + " invoked :"
                            + operation.call().f() + " but completes :" + event.f());
        }
        hasVersions |= event.version() != RecordedCall.NO_VERSION;
        operations.set(index, completed(operation, event));
    }

    /** Returns the completed operation; null if it is to be skipped. */
    private @Nullable RecordedOperation completed(RecordedOperation operation, JepsenEvent event) {
        if (event.answer() != null) {
            RecordedResult exact =
                    RecordedResult.of(event.answer()).version(event.version()).cause(event.cause());
            return operation.answered(time, exact);
        }
        if (event.type() == JepsenEvent.Type.OK) {
            return operation.answered(time, JepsenVocabulary.answer(event, operation.call()));
        }
        boolean timedOut = event.error().equals(TIMED_OUT) || event.value().equals(TIMED_OUT);
        if (event.type() == JepsenEvent.Type.INFO || timedOut) {
            return operation;
        }
        boolean refused = event.f().equals("cas") && event.error().equals(Edn.NIL);
        return refused ? operation.answered(time, RecordedResult.of("FAIL")) : null;
    }

    /** Returns a recording of all events added. */
    Recording recording(List<String> remarks) {
        List<RecordedOperation> kept = new ArrayList<>(operations.size());
        for (RecordedOperation operation : operations) {
            if (operation != null
                    && (operation.answer() != null
                            || !JepsenVocabulary.READS.contains(operation.call().f()))) {
                kept.add(operation);
            }
        }
        return new Recording(
                HistoryHeader.of(JepsenVocabulary.model(words, hasVersions)), kept, nemesis.faults(), remarks);
    }

    boolean isEmpty() {
        return time == 0;
    }
}
