package dev.latchkey.sim.run;

import dev.latchkey.client.link.Link;
import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.core.StoreId;
import dev.latchkey.sim.world.VirtualLoop;
import dev.latchkey.wire.Answer;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A link that loses, delays and reorders attempts at random and executes some of them late: everything that DESIGN allows a link
 * to do, and nothing else. Each attempt is executed at most once, whatever happens to it.
 */
public final class LossyLink implements Link {

    /** Even the shortest delay is positive, so that time advances. */
    private static final long WAY_NANOS_MIN = 1_000;

    private final VirtualLoop loop;
    private final VirtualStore store;
    private final LinkFaults faults;
    private final LinkFaultCounts counts;
    private final RandomGenerator chance;
    private final Set<Flight> flights = new LinkedHashSet<>();
    private @Nullable Listener listener;
    private boolean up = true;
    private long drawn;
    private long latestExecuted;

    public LossyLink(
            VirtualLoop loop, VirtualStore store, LinkFaults faults, LinkFaultCounts counts, RandomGenerator chance) {
        this.loop = loop;
        this.store = store;
        this.faults = faults;
        this.counts = counts;
        this.chance = chance;
    }

    @Override
    public void open(Listener told) {
        loop.execute(() -> {
            listener = told;
            told.ready(store.id());
        });
    }

    @Override
    public boolean isReady() {
        return up && listener != null;
    }

    @Override
    public String status() {
        return up ? "" : "the link is down";
    }

    @Override
    public void send(Command command, Attempt attempt) {
        if (!isReady()) {
            throw new IllegalStateException("the link is not ready");
        }
        counts.sends++;
        Flight flight = new Flight(command, attempt, store.id(), ++drawn);
        flights.add(flight);
        if (happens(faults.requestLossPerMille())) {
            loop.schedule(way(), flight::loseRequest);
        } else {
            loop.schedule(way(), flight::arrive);
        }
    }

    @Override
    public void close() {
        up = false;
        listener = null;
        failAll("the link was closed");
    }

    /** Drops the connection: everything in transit fails. What has not arrived may still be executed late. */
    public void cut(String why) {
        up = false;
        failAll(why);
        if (listener != null) {
            listener.down(why);
        }
    }

    /** Reconnects. */
    public void heal() {
        up = true;
        if (listener != null) {
            listener.ready(store.id());
        }
    }

    private void failAll(String why) {
        Set.copyOf(flights).forEach(flight -> flight.fail(why));
    }

    private boolean happens(int perMille) {
        return perMille > 0 && chance.nextInt(1_000) < perMille;
    }

    private long way() {
        return WAY_NANOS_MIN + chance.nextLong(TimeUnit.MILLISECONDS.toNanos(faults.delayMillisMax()) + 1);
    }

    /** Spread over the orders of magnitude, so that some come between two attempts of a Clerk and some long after. */
    private long lateness() {
        long millisMax = 1L << chance.nextInt(1, 64 - Long.numberOfLeadingZeros(faults.lateMillisMax()) + 1);
        return chance.nextLong(TimeUnit.MILLISECONDS.toNanos(Math.min(millisMax, faults.lateMillisMax())));
    }

    /** One attempt in transit. */
    private final class Flight {
        private final Command command;
        private final Attempt attempt;
        private final StoreId destination;
        private final long number;
        private boolean executed;

        Flight(Command command, Attempt attempt, StoreId destination, long number) {
            this.command = command;
            this.attempt = attempt;
            this.destination = destination;
            this.number = number;
        }

        void loseRequest() {
            counts.requestsLost++;
            fail("the request was lost");
        }

        void arrive() {
            if (!flights.contains(this)) {
                return; // why: the connection was dropped, and fail() has decided what happens to the attempt
            }
            Reply reply = execute();
            if (happens(faults.replyLossPerMille())) {
                loop.schedule(way(), this::loseReply);
            } else {
                loop.schedule(way(), () -> answer(reply));
            }
        }

        private Reply execute() {
            executed = true;
            if (number < latestExecuted) {
                counts.overtakings++;
            }
            latestExecuted = Math.max(latestExecuted, number);
            return store.execute(command);
        }

        private void loseReply() {
            counts.repliesLost++;
            fail("the reply was lost");
        }

        private void answer(Reply reply) {
            if (flights.remove(this)) {
                attempt.answered(new Answer.OfStore(reply));
            }
        }

        void fail(String why) {
            if (flights.remove(this)) {
                if (!executed && happens(faults.lateExecutionPerMille())) {
                    loop.schedule(lateness(), this::executeLate);
                }
                attempt.failed(why);
            }
        }

        private void executeLate() {
            if (!destination.equals(store.id())) {
                return; // why: a request sent to one store never reaches another
            }
            counts.lateExecutions++;
            if (execute() instanceof Reply.Written) {
                counts.lateWrites++;
            }
        }
    }
}
