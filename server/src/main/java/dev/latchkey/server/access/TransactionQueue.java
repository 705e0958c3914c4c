package dev.latchkey.server.access;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The transaction of a connection: the operations that were queued since MULTI, and the keys that WATCH watches. Bounded like a {@link
 * Command.Transaction}, which it becomes at EXEC. Used on the connection's thread only.
 */
public final class TransactionQueue {

    /** The objects of an operation, beside its keys and value. */
    private static final int OPERATION_BYTES = 160;

    private static final String TOO_MANY =
            "a transaction has at most " + Command.Transaction.OPERATIONS_MAX + " commands and watched keys";

    private static final String TOO_LARGE = "the commands and watched keys of a transaction have at most "
            + Command.Transaction.BYTES_MAX + " bytes, of which each counts " + Command.Transaction.FRAME_BYTES;

    private final List<Command.Unchanged> watched = new ArrayList<>();
    private final List<Command.Operation> operations = new ArrayList<>();

    /** What the keys that are watched and the operations count towards {@link Command.Transaction#BYTES_MAX}. */
    private long bytes;

    private boolean open;
    private boolean failed;

    /** Whether the client has sent MULTI but neither EXEC nor DISCARD. */
    public boolean isOpen() {
        return open;
    }

    /** MULTI. */
    public void begin() {
        open = true;
    }

    /** A command was refused, so EXEC executes nothing. */
    public void fail() {
        failed = true;
    }

    /** Whether a command was refused since MULTI. */
    public boolean hasFailed() {
        return failed;
    }

    /** Queues an operation; returns why it cannot be queued, as a sentence, or null if it is. */
    public @Nullable String add(Command.Operation operation) {
        String refusal = refusal(1, operation.requestBytes());
        if (refusal == null) {
            operations.add(operation);
            count(operation);
        }
        return refusal;
    }

    /** Returns why the keys that {@code watch} observes cannot be watched too, as a sentence; null if they can. */
    public @Nullable String refusalOfWatch(Command.Transaction watch) {
        return refusal(watch.operations().size(), watch.bytes());
    }

    private @Nullable String refusal(int more, int payload) {
        if (watched.size() + operations.size() + more > Command.Transaction.OPERATIONS_MAX) {
            return TOO_MANY;
        }
        long size = bytes + payload + (long) Command.Transaction.FRAME_BYTES * more;
        return size > Command.Transaction.BYTES_MAX ? TOO_LARGE : null;
    }

    private void count(Command.Operation operation) {
        bytes += Command.Transaction.FRAME_BYTES + operation.requestBytes();
    }

    /** Watches keys as they were observed. Keys that are watched already stay as they were observed first. */
    public void watch(Command.Transaction watch, Reply.Transacted observed) {
        for (int i = 0; i < watch.operations().size(); i++) {
            if (observed.results().get(i) instanceof Reply.Result.Observed seen) {
                watch(new Command.Unchanged(watch.operations().get(i).key(), seen.isPresent(), seen.version()));
            }
        }
    }

    private void watch(Command.Unchanged unchanged) {
        if (watched.stream().noneMatch(earlier -> earlier.key().equals(unchanged.key()))) {
            watched.add(unchanged);
            count(unchanged);
        }
    }

    /** UNWATCH. */
    public void unwatch() {
        watched.clear();
        bytes = 0;
        operations.forEach(this::count);
    }

    /** Discards the operations, and watches no key any more. */
    public void end() {
        operations.clear();
        open = false;
        failed = false;
        unwatch();
    }

    /** Returns the number of keys that are watched: the first operations of {@link #transaction} check them. */
    public int watchedKeys() {
        return watched.size();
    }

    /** Returns what EXEC executes; null if that is nothing, because a command was refused, none was queued, or MULTI was not sent. */
    public Command.@Nullable Transaction transaction() {
        List<Command.Operation> all = new ArrayList<>(watched);
        all.addAll(operations);
        return !open || failed || all.isEmpty() ? null : new Command.Transaction(all);
    }

    /** Returns the memory that the transaction holds. */
    public long heldBytes() {
        return bytes + (long) OPERATION_BYTES * (watched.size() + operations.size());
    }
}
