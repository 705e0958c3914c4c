package dev.latchkey.sim.load;

import dev.latchkey.check.model.lock.Mutex;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.client.lock.AsyncLock;
import dev.latchkey.core.Version;
import dev.latchkey.sim.world.SimulatedClient;
import dev.latchkey.sim.world.TraceWords;
import java.time.Duration;
import java.util.Optional;

/** An operator, exempt from faults, who looks at a lock at intervals and breaks it if its holder stays the same for too long. */
final class LockOperator {

    private static final Duration LOOK_EVERY = Duration.ofMillis(400);
    private static final int LOOKS_MAX = 4;

    private final World world;
    private final LockLog log;
    private final AsyncLock lock;
    private final SimulatedClient client;
    private Optional<Version> seen = Optional.empty();
    private int looks;

    LockOperator(World world, LockLog log) {
        this.world = world;
        this.log = log;
        this.client = world.newClient("operator", ClientConfig.of("virtual"));
        client.spare();
        this.lock = client.latchkey().lock(LockWorkload.NAME).withoutSession().async();
    }

    void start() {
        lookLater();
    }

    private void lookLater() {
        client.process().schedule(LOOK_EVERY.toNanos(), () -> {
            if (!world.isClosing()) {
                lock.holder().whenComplete((holder, failure) -> {
                    if (failure == null) {
                        looked(holder);
                    } else {
                        lookLater();
                    }
                });
            }
        });
    }

    private void looked(Optional<Version> holder) {
        looks = holder.isPresent() && holder.equals(seen) ? looks + 1 : 0;
        seen = holder;
        if (holder.isPresent() && looks >= LOOKS_MAX) {
            breakHold(holder.get());
        } else {
            lookLater();
        }
    }

    private void breakHold(Version token) {
        LockLog.Entry entry = log.breakHold(token.number());
        lock.breakHold(token).whenComplete((outcome, failure) -> {
            if (world.trace.isOn()) {
                world.say(
                        client.name(),
                        "break token " + token + " -> " + (outcome == null ? failure : TraceWords.of(outcome)));
            }
            if (outcome instanceof PutOutcome.Ok) {
                entry.end(Mutex.Output.DONE);
            } else if (outcome instanceof PutOutcome.ErrVersion || outcome instanceof PutOutcome.ErrNoKey) {
                entry.end(Mutex.Output.REFUSED);
            }
            looks = 0;
            lookLater();
        });
    }
}
