package dev.latchkey.test.history;

import dev.latchkey.check.format.Payload;
import dev.latchkey.check.format.RecordedCall;
import dev.latchkey.seams.Time;
import dev.latchkey.wire.RespValue;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Records what clients request and what the server replies. For any thread. */
public final class HistoryRecorder {

    private static final Set<String> OF_TRANSACTIONS = Set.of("MULTI", "EXEC", "TXN");

    private final Time time;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<RecordedStore> stores = new ArrayList<>();
    private RecordedStore store = new RecordedStore();

    /** @param time the clock of calls and returns */
    public HistoryRecorder(Time time) {
        this.time = time;
        stores.add(store);
    }

    /** The server has a new store from now on. */
    public void storeChanged() {
        lock.lock();
        try {
            store = new RecordedStore();
            stores.add(store);
        } finally {
            lock.unlock();
        }
    }

    /** The history up to now. */
    public TestHistory history() {
        lock.lock();
        try {
            return TestHistory.of(stores);
        } finally {
            lock.unlock();
        }
    }

    /**
     * A request is about to be sent to the server.
     *
     * @return receives the reply
     */
    public Consumer<RespValue> sent(RequestWords request) {
        lock.lock();
        try {
            return sent(request, request.upper(request.commandAt()));
        } finally {
            lock.unlock();
        }
    }

    private Consumer<RespValue> sent(RequestWords request, String command) {
        if (OF_TRANSACTIONS.contains(command)) {
            store.cannotCheck("it contains transactions (" + command + "), which the checker does not know");
            return HistoryRecorder::ignore;
        }
        return switch (command) {
            case "GETV" -> request.size() == 2 ? read(request) : HistoryRecorder::ignore;
            case "PUT" -> written(request, 3);
            case "DEL" -> written(request, 2);
            case "CANCEL" -> request.isOnce() ? cancelled(request) : HistoryRecorder::ignore;
            default -> HistoryRecorder::ignore;
        };
    }

    private Consumer<RespValue> read(RequestWords request) {
        RecordedCall call = RecordedCall.of("get").key(Payload.of(request.bytes(1)));
        RecordedStore.Op op = store.begin(call, time.nanos());
        return locked((in, reply) -> in.replied(op, ReplyResults.ofRead(reply), time.nanos()));
    }

    /** @param versionAt where the version is, counted from the verb */
    private Consumer<RespValue> written(RequestWords request, int versionAt) {
        int at = request.commandAt();
        OptionalLong version = version(request.word(at + versionAt));
        if (version.isEmpty()) {
            return HistoryRecorder::ignore; // why: the server does not execute it
        }
        String key = Payload.of(request.bytes(at + 1));
        if (request.option("OWNER").isPresent()) {
            store.ownedKey(key);
        }
        RecordedCall call =
                RecordedCall.of(versionAt == 3 ? "put" : "delete").key(key).version(version.getAsLong());
        RecordedCall whole = versionAt == 3 ? call.value(Payload.of(request.bytes(at + 2))) : call;
        RecordedStore.Op op = request.isOnce()
                ? store.beginOnce(number(request), whole, time.nanos())
                : store.begin(whole, time.nanos());
        return locked((in, reply) -> in.replied(op, ReplyResults.ofWrite(reply), time.nanos()));
    }

    /** A cancellation is answered with the reply of the write, or with the assurance that it is never executed. */
    private Consumer<RespValue> cancelled(RequestWords request) {
        String number = number(request);
        return locked((in, reply) -> {
            RecordedStore.Op op = in.step(number);
            if (op == null) {
                return;
            }
            if (reply.equals(new RespValue.Simple("CANCELLED"))) {
                in.neverExecuted(op);
            } else if (ReplyResults.ofWrite(reply) != null) {
                in.replied(op, ReplyResults.ofWrite(reply), time.nanos());
            }
        });
    }

    private static void ignore(RespValue reply) {}

    private static String number(RequestWords request) {
        return request.word(1) + ":" + request.word(2);
    }

    private static OptionalLong version(String word) {
        try {
            return OptionalLong.of(Long.parseLong(word)).stream()
                    .filter(number -> number >= 0)
                    .findFirst();
        } catch (NumberFormatException notAVersion) {
            return OptionalLong.empty();
        }
    }

    private Consumer<RespValue> locked(BiConsumer<RecordedStore, RespValue> act) {
        RecordedStore of = store;
        return reply -> {
            lock.lock();
            try {
                act.accept(of, reply);
            } finally {
                lock.unlock();
            }
        };
    }
}
