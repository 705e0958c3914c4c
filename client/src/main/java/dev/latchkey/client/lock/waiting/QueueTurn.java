package dev.latchkey.client.lock.waiting;

import dev.latchkey.client.link.Loop;
import dev.latchkey.client.lock.loss.LockRefusedException;
import dev.latchkey.core.Key;
import dev.latchkey.core.Versioned;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntToLongFunction;

/**
 * Waits until a ticket is granted, as steps on the event loop. The tickets before it are read once, because tickets that are created
 * later are behind it. From then on only the tickets that block it are watched: for a lock, the one before it. When that one is gone, the
 * keys of the queue are listed, and the ticket is granted or the next ticket before it is watched. A ticket is gone even if its key exists
 * again: a client whose session ended before it learned of its ticket writes the same key in a new session, which is a later ticket.
 *
 * <p>The ticket itself is in every list that grants it. All methods are called on the event loop.
 */
public final class QueueTurn {

    /** What became of the ticket. */
    public enum Result {
        /** It is granted, and stays granted until it is deleted. */
        GRANTED,
        /** It is not granted, and nobody waits for that. */
        BLOCKED,
        /** It does not exist any more, or may not. */
        LOST
    }

    private final Loop loop;
    private final TicketQueue queue;
    private final Key own;
    private final TicketMode mode;
    private final KeyWatch.Factory watches;
    private final IntToLongFunction delayNanos;
    private final BooleanSupplier isTicketHeld;

    private final boolean waits;
    private final CompletableFuture<Result> result = new CompletableFuture<>();
    private List<Ticket> earlier = new ArrayList<>();
    private Map<Key, KeyWatch> watched = new HashMap<>();
    private final List<Loop.Alarm> alarms = new ArrayList<>();
    private long revision;
    private int looks;
    private boolean stopped;

    /**
     * @param own the key of the ticket, which exists
     * @param delayNanos the delay after a number of looks, for watches that poll
     * @param isTicketHeld whether the ticket certainly exists
     * @param waits whether to wait if the ticket is blocked
     */
    public QueueTurn(
            Loop loop,
            TicketQueue queue,
            Key own,
            TicketMode mode,
            KeyWatch.Factory watches,
            IntToLongFunction delayNanos,
            BooleanSupplier isTicketHeld,
            boolean waits) {
        this.loop = loop;
        this.queue = queue;
        this.own = own;
        this.mode = mode;
        this.watches = watches;
        this.delayNanos = delayNanos;
        this.isTicketHeld = isTicketHeld;
        this.waits = waits;
    }

    /**
     * Completes when it is known what became of the ticket, and exceptionally if the queue cannot be read or must not be used.
     */
    public CompletableFuture<Result> result() {
        return result;
    }

    /** The revision of the ticket, which must have been granted. */
    public long revision() {
        return revision;
    }

    /** Whether the ticket was found to be blocked. */
    public boolean isBlocked() {
        return looks > 0;
    }

    /** Begins to wait. */
    public void start() {
        then(queue.read(), this::haveRead);
    }

    /** The ticket is lost. */
    public void lost() {
        end(Result.LOST);
    }

    private void end(Result how) {
        stop();
        result.complete(how);
    }

    /** Ends the wait; the result never completes unless it has. */
    public void stop() {
        alarms.forEach(Loop.Alarm::cancel);
        alarms.clear();
        stopped = true;
    }

    private <T> void then(CompletableFuture<T> read, Consumer<T> next) {
        onLoop(read, (value, failure) -> {
            if (stopped) {
                return;
            }
            if (!isTicketHeld.getAsBoolean()) {
                lost();
            } else if (failure != null) {
                fail(failure);
            } else {
                next.accept(value);
            }
        });
    }

    private <T> void onLoop(CompletableFuture<T> read, BiConsumer<T, Throwable> next) {
        read.whenComplete((value, failure) -> {
            try {
                loop.execute(() -> next.accept(value, failure));
            } catch (RejectedExecutionException e) {
                result.completeExceptionally(e); // why: the loop has ended with the client
            }
        });
    }

    private void fail(Throwable failure) {
        Throwable cause = failure.getCause();
        stop();
        result.completeExceptionally(failure instanceof CompletionException && cause != null ? cause : failure);
    }

    private void haveRead(List<Ticket> all) {
        List<Ticket> before = new ArrayList<>();
        for (Ticket ticket : all) {
            if (ticket.key().equals(own)) {
                revision = ticket.revision();
                earlier = before;
                decide();
                return;
            }
            before.add(ticket);
        }
        lost();
    }

    private void decide() {
        Optional<String> conflict = mode.conflict(earlier);
        if (conflict.isPresent()) {
            fail(new LockRefusedException(conflict.get()));
            return;
        }
        List<Ticket> blockers = mode.blockers(earlier);
        if (blockers.isEmpty()) {
            end(Result.GRANTED);
        } else if (!waits) {
            end(Result.BLOCKED);
        } else {
            block(blockers);
        }
    }

    /** Watches the tickets that block this one. A watch that is new comes before a read, which decides to wait. */
    private void block(List<Ticket> blockers) {
        boolean isKnown = looks > 0 && blockers.stream().allMatch(ticket -> watched.containsKey(ticket.key()));
        Map<Key, KeyWatch> before = watched;
        watched = new HashMap<>();
        for (Ticket ticket : blockers) {
            KeyWatch known = before.get(ticket.key());
            watched.put(ticket.key(), known != null ? known : watches.of(ticket.key(), delayNanos));
        }
        if (isKnown) {
            waitFor(blockers);
        } else {
            looks = 0;
            look(blockers);
        }
    }

    private void waitFor(List<Ticket> blockers) {
        for (Ticket ticket : blockers) {
            KeyWatch watch = watched.get(ticket.key());
            if (watch != null) {
                alarms.add(watch.next(looks, () -> wake(blockers)));
            }
        }
    }

    private void wake(List<Ticket> blockers) {
        alarms.forEach(Loop.Alarm::cancel);
        alarms.clear();
        if (!isTicketHeld.getAsBoolean()) {
            lost();
        } else if (!stopped) {
            look(blockers);
        }
    }

    private void look(List<Ticket> blockers) {
        looks++;
        if (blockers.size() > 1) {
            list();
            return;
        }
        Ticket blocker = blockers.get(0);
        then(queue.find(blocker.key()), found -> {
            if (isSame(blocker, found)) {
                waitFor(blockers);
            } else {
                list();
            }
        });
    }

    private static boolean isSame(Ticket ticket, Optional<Versioned> found) {
        return found.isPresent() && found.get().version().equals(ticket.version());
    }

    private void list() {
        then(queue.versions(), present -> {
            if (present.containsKey(own)) {
                earlier.removeIf(ticket -> !ticket.version().equals(present.get(ticket.key())));
                decide();
            } else {
                lost();
            }
        });
    }
}
