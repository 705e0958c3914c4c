package dev.latchkey.sim.load;

import dev.latchkey.core.Command;
import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.StoreId;
import dev.latchkey.engine.session.OfSessions;
import dev.latchkey.sim.world.VirtualProcess;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the server does with the key of a lock: it grants the key to one session after another, with greater tokens in each store, until
 * the holder deletes it, another client breaks the lock with an empty value, the session ends, or the store is gone. Checks that no write takes effect with a
 * guard on the key that does not hold. Independent of the client.
 */
final class LockGrants {

    /** More than the number of tokens in a run, so that the tokens of a store are greater than those of the stores before it. */
    private static final long TOKENS_PER_STORE = 1_000_000_000L;

    private final World world;
    private final Key key;
    private final Listener listener;
    private final List<String> violations = new ArrayList<>();
    private final Map<StoreId, Integer> stores = new HashMap<>();
    private final Map<Long, Freed> freed = new HashMap<>();
    private int store = -1;
    private @Nullable Grant current;
    private long tokenLast;

    /** Why a lock is free again. */
    enum Freed {
        RELEASED,
        BROKEN,
        SESSION_ENDED,
        STORE_GONE
    }

    /**
     * A session has the lock.
     *
     * @param store the number of the store
     * @param token the version of the key in its store
     */
    record Grant(int store, long token, SessionId session, VirtualProcess client) {

        /** The token as it appears in the history of the lock, which covers all stores. */
        long tokenOfAllStores() {
            return LockGrants.tokenOfAllStores(store, token);
        }
    }

    /** Is notified of each change when the server executes it. */
    interface Listener {

        void granted(Grant grant);

        void freed(Grant grant, Freed how);
    }

    LockGrants(World world, Key key, Listener listener) {
        this.world = world;
        this.key = key;
        this.listener = listener;
        world.server.onExecuted((client, command, reply) -> {
            noticeStore();
            command.match(new Step(client, reply));
        });
    }

    static long tokenOfAllStores(int store, long token) {
        return store * TOKENS_PER_STORE + token;
    }

    /** The number of the present store, counted from 0. */
    int store() {
        noticeStore();
        return store;
    }

    /** The number of a store that a client has seen. */
    int store(StoreId id) {
        noticeStore();
        return stores.getOrDefault(id, -1);
    }

    /** How the lock was freed that was granted with a token; null if it was not freed. */
    @Nullable
    Freed freed(long tokenOfAllStores) {
        return freed.get(tokenOfAllStores);
    }

    List<String> violations() {
        return violations;
    }

    private void noticeStore() {
        if (stores.putIfAbsent(world.server.storeId(), stores.size()) == null) {
            free(Freed.STORE_GONE);
            store++;
            tokenLast = 0;
        }
    }

    private void free(Freed how) {
        Grant before = current;
        current = null;
        if (before != null) {
            freed.put(before.tokenOfAllStores(), how);
            listener.freed(before, how);
        }
    }

    private void grant(Grant next) {
        if (current != null) {
            violations.add("token " + next.token() + " was granted while token " + current.token() + " had the lock");
        }
        if (next.token() <= tokenLast) {
            violations.add("token " + next.token() + " was granted after token " + tokenLast);
        }
        tokenLast = next.token();
        current = next;
        listener.granted(next);
    }

    private void requireHolds(Command.Guard guard, Object write) {
        if (guard.key().equals(key) && (current == null || guard.version().number() != current.token())) {
            violations.add("a write took effect with the guard of token " + guard.version() + ", but "
                    + (current == null ? "the lock was free" : "token " + current.token() + " had the lock") + ": "
                    + write);
        }
    }

    private final class Step extends OfSessions<Boolean> {

        private final @Nullable VirtualProcess client;
        private final Reply reply;
        private @Nullable SessionId in;

        Step(@Nullable VirtualProcess client, Reply reply) {
            this.client = client;
            this.reply = reply;
        }

        @Override
        protected Boolean other(Command command) {
            return false;
        }

        @Override
        public Boolean history(HistoryRead command) {
            return false;
        }

        @Override
        public Boolean put(Command.Put put) {
            Command.Guard guard = put.guard();
            Command.Owner owner = put.owner();
            if (reply instanceof Reply.Written written) {
                if (guard != null) {
                    requireHolds(guard, put);
                }
                if (put.key().equals(key) && owner != null && client != null) {
                    grant(new Grant(store, written.version().number(), owner.session(), client));
                } else if (put.key().equals(key)) {
                    free(Freed.BROKEN);
                }
            }
            return true;
        }

        @Override
        public Boolean delete(Command.Delete delete) {
            if (reply instanceof Reply.Written && delete.key().equals(key)) {
                boolean isHolder = current != null && current.session().equals(in);
                free(isHolder ? Freed.RELEASED : Freed.BROKEN);
            }
            return true;
        }

        @Override
        public Boolean once(Command.Once once) {
            in = once.session();
            return once.step().match(this);
        }

        @Override
        public Boolean closeSession(Command.CloseSession close) {
            return ended(close.session());
        }

        @Override
        public Boolean endSession(Command.EndSession end) {
            return ended(end.session());
        }

        private boolean ended(SessionId session) {
            if (reply instanceof Reply.Closed
                    && current != null
                    && current.session().equals(session)) {
                free(Freed.SESSION_ENDED);
            }
            return true;
        }
    }
}
