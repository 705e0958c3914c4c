package dev.latchkey.sim.net;

import dev.latchkey.sim.world.VirtualLoop;
import dev.latchkey.sim.world.VirtualProcess;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;

/** One direction of a connection. What is sent arrives in order or not at all. */
final class ConnectionDirection {

    private record Item(long at, Runnable arrival) {}

    private final VirtualLoop loop;
    private final VirtualProcess receiver;

    /** Whether a partition holds everything up. */
    private final BooleanSupplier blocked;

    private final Runnable whenHeldUp;
    private final Deque<Item> underWay = new ArrayDeque<>();
    private long latest;
    private long notBefore;

    /** When everything passed so far has left the sender. */
    private long freeAt;

    private boolean silent;
    private boolean heldUp;

    ConnectionDirection(VirtualLoop loop, VirtualProcess receiver, BooleanSupplier blocked, Runnable whenHeldUp) {
        this.loop = loop;
        this.receiver = receiver;
        this.blocked = blocked;
        this.whenHeldUp = whenHeldUp;
        this.latest = loop.nanos();
        this.notBefore = latest;
        this.freeAt = latest;
    }

    /** Runs {@code arrival} in the receiving process after {@code delayNanos} and after everything passed before. */
    void pass(long delayNanos, Runnable arrival) {
        if (silent) {
            return;
        }
        long at = loop.nanos() + delayNanos;
        latest = at - latest > 0 ? at : latest;
        underWay.addLast(new Item(latest, arrival));
        loop.schedule(latest - loop.nanos(), this::arrive);
    }

    /** Like {@link #pass}, after the sender has transmitted everything before, and this for {@code nanos}. */
    void transmit(long nanos, long delayNanos, Runnable arrival) {
        long now = loop.nanos();
        freeAt = (freeAt - now > 0 ? freeAt : now) + nanos;
        pass(freeAt - now + delayNanos, arrival);
    }

    /** Delivers what is due and not held up. */
    void arrive() {
        long now = loop.nanos();
        while (!underWay.isEmpty() && underWay.peekFirst().at - now <= 0 && notBefore - now <= 0) {
            if (blocked.getAsBoolean()) {
                if (!heldUp) {
                    heldUp = true;
                    whenHeldUp.run();
                }
                return;
            }
            heldUp = false;
            receiver.run(underWay.removeFirst().arrival);
        }
    }

    /** Delivers nothing before {@code nanos} have passed. */
    void postpone(long nanos) {
        notBefore = loop.nanos() + nanos;
        loop.schedule(nanos, this::arrive);
    }

    /** Drops everything that is passed from now on. */
    void fallSilent() {
        silent = true;
    }

    /** Drops everything that is in transit. */
    void lose() {
        underWay.clear();
    }
}
