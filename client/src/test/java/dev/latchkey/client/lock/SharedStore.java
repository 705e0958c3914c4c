package dev.latchkey.client.lock;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.completion.FutureResult;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.client.link.Link;
import dev.latchkey.client.link.ManualLoop;
import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.state.StateMachine;
import dev.latchkey.wire.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One real state machine and several clients of it, on one event loop in virtual time. Requests and replies are delayed and overtake each
 * other, links go down and lose what is in transit, and the server ends a session that was not renewed for its time to live.
 */
public final class SharedStore {

    private static final long DELAY_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(10);

    private static final int WAIT_MILLIS_MAX = 60_000;

    public final ManualLoop loop = new ManualLoop();
    public final Random chance;

    /** The keys that were created, in order. */
    public final List<Key> created = new ArrayList<>();

    private final Map<SessionId, Long> deadlines = new HashMap<>();
    private final StateMachine state = new StateMachine(StateLimits.STANDARD, new SipHash(1, 2));

    public SharedStore(long seed) {
        chance = new Random(seed);
    }

    /** A client and its link. */
    public final class Client {

        public final Latchkey latchkey;
        private final SharedLink link = new SharedLink();

        private Client() {
            latchkey = Latchkey.over(loop, link, chance, ClientConfig.of("shared"));
        }

        /** Nothing that is in transit is answered; what has not arrived never does. */
        public void cut() {
            link.down();
        }

        public void reconnect() {
            link.up();
        }

        /** The number of requests that the client has sent. */
        public int sends() {
            return link.sends;
        }
    }

    /** Creates a client that is connected. */
    public Client client() {
        Client client = new Client();
        loop.execute(client.link::up);
        loop.settle();
        return client;
    }

    /** Runs until {@code done}, for at most a minute of virtual time. */
    public void runUntil(BooleanSupplier done) {
        for (int millis = 0; !done.getAsBoolean(); millis++) {
            if (millis > WAIT_MILLIS_MAX) {
                throw new AssertionError("the expected condition has not been met within a minute");
            }
            loop.advance(Duration.ofMillis(1));
        }
    }

    /** Runs until {@code future} completes, for at most a minute of virtual time, and returns its result or throws its failure. */
    public <T> T await(CompletableFuture<T> future) {
        runUntil(future::isDone);
        return FutureResult.resultOf(future);
    }

    /** Ends every session, as if no KEEP had arrived. */
    public void endSessions() {
        Set.copyOf(deadlines.keySet()).forEach(this::endSession);
    }

    /** Executes a command immediately. */
    public Reply execute(Command command) {
        endDueSessions();
        Command asServer = command instanceof Command.OpenSession open
                ? new Command.OpenSession(SessionId.draw(chance), open.ttlMillis(), "")
                : command;
        Reply reply = state.apply(asServer);
        Command step = command instanceof Command.Once once ? once.step() : command;
        if (step instanceof Command.Put put && put.expected().isNone() && reply instanceof Reply.Written) {
            if (!created.contains(put.key())) {
                created.add(put.key());
            }
        }
        if (reply instanceof Reply.Opened opened) {
            renew(opened.session());
        } else if (reply instanceof Reply.Kept && command instanceof Command.RenewSession keep) {
            renew(keep.session());
        } else if (reply instanceof Reply.Kept && step instanceof Command.KeepSession shorter) {
            renew(shorter.session());
        } else if (reply instanceof Reply.Closed && command instanceof Command.CloseSession close) {
            deadlines.remove(close.session());
        }
        return reply;
    }

    /** The keys that exist with a prefix. */
    public List<Key> keys(String prefix) {
        endDueSessions();
        Reply.Listed page = (Reply.Listed)
                state.apply(new Command.ListKeys(Prefix.of(prefix), null, Command.ListKeys.LIMIT_MAX, false));
        return page.entries().stream().map(Reply.Listed.Entry::key).toList();
    }

    private void renew(SessionId id) {
        int ttl = Objects.requireNonNull(state.sessions().find(id)).ttlMillis();
        deadlines.put(id, loop.nanos() + TimeUnit.MILLISECONDS.toNanos(ttl));
    }

    private void endDueSessions() {
        Set<SessionId> due = new LinkedHashSet<>();
        deadlines.forEach((id, deadline) -> {
            if (deadline - loop.nanos() <= 0) {
                due.add(id);
            }
        });
        due.forEach(this::endSession);
    }

    private void endSession(SessionId id) {
        deadlines.remove(id);
        state.apply(new Command.EndSession(id));
    }

    private final class SharedLink implements Link {

        private final Set<Attempt> underWay = new LinkedHashSet<>();
        private @Nullable Listener listener;
        private boolean ready;
        private int sends;

        @Override
        public void open(Listener opened) {
            listener = opened;
        }

        @Override
        public boolean isReady() {
            return ready;
        }

        @Override
        public void send(Command command, Attempt attempt) {
            sends++;
            underWay.add(attempt);
            loop.schedule(1 + chance.nextLong(DELAY_NANOS_MAX), () -> {
                if (underWay.contains(attempt)) {
                    Reply reply = execute(command);
                    loop.schedule(1 + chance.nextLong(DELAY_NANOS_MAX), () -> answer(attempt, reply));
                }
            });
        }

        private void answer(Attempt attempt, Reply reply) {
            if (underWay.remove(attempt)) {
                attempt.answered(new Answer.OfStore(reply));
            }
        }

        void up() {
            if (!ready && listener != null) {
                ready = true;
                listener.ready(new StoreId(0, 1));
            }
        }

        void down() {
            if (ready && listener != null) {
                ready = false;
                failAll();
                listener.down("cut");
            }
        }

        private void failAll() {
            List<Attempt> all = new ArrayList<>(underWay);
            underWay.clear();
            all.forEach(attempt -> attempt.failed("cut"));
        }

        @Override
        public String status() {
            return ready ? "" : "cut";
        }

        @Override
        public void close() {
            ready = false;
            failAll();
        }
    }
}
