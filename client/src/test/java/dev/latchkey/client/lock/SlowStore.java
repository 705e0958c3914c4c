package dev.latchkey.client.lock;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.client.link.Link;
import dev.latchkey.client.link.ManualLoop;
import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Version;
import dev.latchkey.core.state.StateMachine;
import dev.latchkey.wire.Answer;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A store with a random network delay, for tests of threads that block on its lock. */
final class SlowStore {

    static final String LOCK = "test";
    static final Key LOCK_KEY = Key.of("lock/" + LOCK);

    private static final long DELAY_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(26);

    final ManualLoop loop = new ManualLoop();
    final Random chance;
    private final StateMachine store = new StateMachine(StateLimits.STANDARD, new SipHash(1, 2));
    private @Nullable SlowLink latest;

    SlowStore(long seed) {
        chance = new Random(seed);
    }

    /** Creates a client with its own link. */
    Latchkey client() {
        latest = new SlowLink();
        return Latchkey.over(loop, latest, chance, ClientConfig.of("slow"));
    }

    /** Cuts the connection of the latest client, which cannot reconnect. */
    void cutLatest() {
        if (latest != null) {
            latest.cut();
        }
    }

    /** The token of the current holder, as stored; empty if the lock is free. */
    Optional<Version> holder() {
        return store.apply(new Command.Get(LOCK_KEY)) instanceof Reply.Found found
                        && found.versioned().value().length() > 0
                ? Optional.of(found.versioned().version())
                : Optional.empty();
    }

    private long delay() {
        return chance.nextLong(DELAY_NANOS_MAX) + 1;
    }

    private final class SlowLink implements Link {
        private final Set<Attempt> underWay = new LinkedHashSet<>();
        private @Nullable Listener listener;
        private boolean up = true;

        @Override
        public void open(Listener opened) {
            loop.execute(() -> {
                listener = opened;
                opened.ready(new StoreId(0, 1));
            });
        }

        @Override
        public boolean isReady() {
            return up && listener != null;
        }

        @Override
        public void send(Command command, Attempt attempt) {
            underWay.add(attempt);
            loop.schedule(delay(), () -> {
                Reply reply = store.apply(asServer(command));
                loop.schedule(delay(), () -> answer(attempt, reply));
            });
        }

        private Command asServer(Command command) {
            return command instanceof Command.OpenSession open
                    ? new Command.OpenSession(SessionId.draw(chance), open.ttlMillis(), "")
                    : command;
        }

        private void answer(Attempt attempt, Reply reply) {
            if (underWay.remove(attempt)) {
                attempt.answered(new Answer.OfStore(reply));
            }
        }

        @Override
        public String status() {
            return up ? "" : "gone";
        }

        void cut() {
            up = false;
            close();
            if (listener != null) {
                listener.down("gone");
            }
        }

        @Override
        public void close() {
            Set.copyOf(underWay).forEach(attempt -> attempt.failed("gone"));
            underWay.clear();
        }
    }
}
