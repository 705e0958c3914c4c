package dev.latchkey.client.lock;

import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.client.clerk.NotSentException;
import dev.latchkey.client.link.Loop;
import dev.latchkey.client.lock.waiting.AcquireTimeout;
import dev.latchkey.client.lock.waiting.Attempt;
import dev.latchkey.client.lock.waiting.QueueTurn;
import dev.latchkey.core.Version;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to acquire a lock that has a queue, as steps on the event loop. It puts a ticket into the queue, which is acquired like a
 * lock that is always free, and waits until the ticket is granted. Then either the ticket is the hold, or it acquires the key of the lock
 * and gives the ticket back. If the ticket is lost before it is granted, it takes another one at the end of the queue.
 */
final class QueuedAcquisition implements Attempt<Held> {

    private final LockContext terms;
    private final AcquireTimeout patience;
    private final CompletableFuture<Optional<Held>> result = new CompletableFuture<>();
    private long began;
    private Loop.Alarm timeUp = () -> {};
    private boolean givingUp;
    private boolean leaving;
    private @Nullable Throwable failed;

    /** The acquisition of a ticket or of the key that is in progress; null if there is none. */
    private @Nullable Acquisition underWay;

    private @Nullable Held ticket;
    private @Nullable QueueTurn turn;

    QueuedAcquisition(LockContext terms, AcquireTimeout patience) {
        this.terms = terms;
        this.patience = patience;
    }

    @Override
    public CompletableFuture<Optional<Held>> result() {
        return result;
    }

    @Override
    public void start() {
        terms.onLoop(this::begin, result::completeExceptionally);
    }

    private void begin() {
        if (terms.open().isClosing()) {
            result.completeExceptionally(clientClosed());
            return;
        }
        terms.open().add(this);
        result.whenComplete((held, failure) -> {
            timeUp.cancel();
            terms.open().remove(this);
        });
        began = terms.loop().nanos();
        if (patience.isTimed()) {
            timeUp = terms.loop().schedule(patience.nanos(), this::timeIsUp);
        }
        join();
    }

    private static NotSentException clientClosed() {
        return new NotSentException("not sent: the client is closed");
    }

    @Override
    public void endForClose() {
        if (failed == null) {
            failed = clientClosed();
        }
        abandon();
    }

    @Override
    public void giveUp() {
        terms.onLoop(this::abandon, result::completeExceptionally);
    }

    private void abandon() {
        if (givingUp || result.isDone()) {
            return;
        }
        givingUp = true;
        if (underWay != null) {
            underWay.giveUp();
        } else {
            leave();
        }
    }

    /** A request that is not answered by now fails for the same reason. */
    private void timeIsUp() {
        if (turn != null && turn.isBlocked()) {
            abandon();
        }
    }

    private void join() {
        acquire(terms.newTicket(), this::joined);
    }

    private void acquire(LockContext what, Consumer<Optional<Held>> next) {
        Acquisition begun = new Acquisition(what, patience.after(terms.loop().nanos() - began));
        underWay = begun;
        begun.start();
        terms.then(
                begun.result(),
                got -> {
                    underWay = null;
                    next.accept(got);
                },
                failure -> {
                    underWay = null;
                    fail(failure);
                });
    }

    private void fail(Throwable failure) {
        if (failed == null) {
            failed = failure;
        }
        leave();
    }

    private void joined(Optional<Held> got) {
        ticket = got.orElse(null);
        if (ticket == null || givingUp) {
            leave();
        } else {
            await(ticket);
        }
    }

    private void await(Held held) {
        QueueTurn begun = new QueueTurn(
                terms.loop(),
                terms.queue(reader(held)),
                held.key(),
                terms.kind().mode(),
                terms.client().watches(),
                looks -> Acquisition.POLL.delayNanos(looks, terms.chance()),
                held::isHeld,
                patience.unbounded() || patience.isTimed());
        turn = begun;
        held.onLost(loss -> terms.onLoop(begun::lost, closed -> {}));
        terms.then(begun.result(), how -> turned(begun, held, how), this::fail);
        begun.start();
    }

    private AsyncClerk reader(Held held) {
        AsyncClerk reader = terms.clerk().inStore(held.store());
        return patience.isTimed()
                ? reader.withDeadline(Duration.ofNanos(
                        Math.max(1, patience.leftNanos(terms.loop().nanos() - began))))
                : reader;
    }

    private void turned(QueueTurn granted, Held held, QueueTurn.Result how) {
        turn = null;
        if (givingUp || how == QueueTurn.Result.BLOCKED) {
            leave();
        } else if (how == QueueTurn.Result.LOST || !held.isHeld()) {
            ticket = null;
            held.discard();
            join();
        } else if (terms.kind().isHeldByTicket()) {
            ticket = null;
            result.complete(Optional.of(held.granted(Version.of(granted.revision()))));
        } else {
            acquire(terms.withFreshId(), this::acquired);
        }
    }

    private void acquired(Optional<Held> got) {
        if (got.isPresent() && !givingUp) {
            giveTicketBack();
            result.complete(got);
        } else {
            got.ifPresent(Held::discard);
            leave();
        }
    }

    private void giveTicketBack() {
        Held given = ticket;
        ticket = null;
        if (given != null) {
            given.discard();
        }
    }

    /** Ends without a hold, after the ticket has been deleted or its session has been given up. */
    private void leave() {
        if (leaving) {
            return;
        }
        leaving = true;
        givingUp = true;
        if (turn != null) {
            turn.stop();
            turn = null;
        }
        Held left = ticket;
        ticket = null;
        if (left == null) {
            end();
        } else {
            terms.then(left.discardWithin(Acquisition.UNDO_MAX), released -> end(), failure -> end());
        }
    }

    private void end() {
        if (failed == null) {
            result.complete(Optional.empty());
        } else {
            result.completeExceptionally(failed);
        }
    }
}
