package dev.latchkey.sim.store;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import dev.latchkey.engine.session.OfSessions;
import dev.latchkey.sim.world.TraceWords;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the commands of one store did, in order, kept for ever and independently of the state machine. Checks that each step of a
 * session is executed once, whatever the number of its sends and of the restarts in between, and that a session that has ended executes
 * nothing; counts the writes that took effect, which is the expected revision.
 */
public final class SessionLedger {

    private static final class Entry {
        private final Map<Long, Reply> replies = new HashMap<>();
        private final Set<Long> cancelled = new HashSet<>();
        private final Set<Key> owned = new HashSet<>();
        private long acked;
    }

    private final Map<SessionId, Entry> open = new HashMap<>();
    private final Map<Key, Entry> owners = new HashMap<>();
    private long opened;
    private long expired;
    private long closed;
    private long repeats;
    private long revision;

    /**
     * A command was executed or refused.
     *
     * @param fromRecord whether a recorded reply was repeated and nothing was applied, not even what the command acknowledges
     * @return whether it was executed for the first time
     */
    public boolean executed(Command command, Reply reply, boolean fromRecord) {
        return command.match(new Step(reply, fromRecord));
    }

    /** Whether the reply to a step of a session is recorded. */
    boolean isRecorded(Command command) {
        return command.match(recorded);
    }

    /** The number of keys written so far, each as often as it was written. */
    public long revision() {
        return revision;
    }

    public long opened() {
        return opened;
    }

    /** The number of sessions whose time to live has passed. */
    public long expired() {
        return expired;
    }

    public long closed() {
        return closed;
    }

    /** How often a step was answered without being executed again. */
    public long repeats() {
        return repeats;
    }

    private final OfSessions<Boolean> recorded = new OfSessions<>() {
        @Override
        protected Boolean other(Command command) {
            return false;
        }

        @Override
        public Boolean once(Command.Once command) {
            Entry session = open.get(command.session());
            return session != null
                    && command.seq() > session.acked
                    && (session.replies.containsKey(command.seq()) || session.cancelled.contains(command.seq()));
        }
    };

    private static boolean isRefusedUnordered(Reply reply) {
        return reply instanceof Reply.Refused refused && refused.reason() != Reply.Refusal.VERSIONS_USED_UP;
    }

    private static void require(boolean holds, Command command, Reply reply, String why) {
        if (!holds) {
            throw new AssertionError(
                    "the store answered " + TraceWords.of(command) + " with " + TraceWords.of(reply) + ", but " + why);
        }
    }

    private final class Step extends OfSessions<Boolean> {

        private final Reply reply;
        private final boolean fromRecord;

        Step(Reply reply, boolean fromRecord) {
            this.reply = reply;
            this.fromRecord = fromRecord;
        }

        @Override
        protected Boolean other(Command command) {
            return true;
        }

        @Override
        public Boolean put(Command.Put command) {
            Command.Owner owner = command.owner();
            if (reply instanceof Reply.Written) {
                revision++;
                disown(command.key());
                if (owner != null) {
                    own(command, open.get(owner.session()));
                }
            }
            return true;
        }

        private void own(Command.Put command, @Nullable Entry owner) {
            require(owner != null, command, reply, "its owner is no session");
            if (owner != null) {
                owner.owned.add(command.key());
                owners.put(command.key(), owner);
            }
        }

        private void disown(Key key) {
            Entry owner = owners.remove(key);
            if (owner != null) {
                owner.owned.remove(key);
            }
        }

        @Override
        public Boolean delete(Command.Delete command) {
            if (reply instanceof Reply.Written) {
                deleted(command.key());
            }
            return true;
        }

        @Override
        public Boolean transaction(Command.Transaction command) {
            for (Effects.Effect effect : Effects.of(command, reply)) {
                Step write = new Step(new Reply.Written(effect.version()), fromRecord);
                Command.Put put = effect.operation().asPut();
                if (put != null) {
                    write.put(put);
                } else {
                    write.deleted(effect.operation().key());
                }
            }
            return true;
        }

        private void deleted(Key key) {
            revision++;
            disown(key);
        }

        @Override
        public Boolean openSession(Command.OpenSession command) {
            if (reply instanceof Reply.Opened) {
                opened++;
                require(open.put(command.session(), new Entry()) == null, command, reply, "it was open already");
            }
            return true;
        }

        @Override
        public Boolean renewSession(Command.RenewSession command) {
            requireKnown(command, command.session());
            return true;
        }

        @Override
        public Boolean keepSession(Command.KeepSession command) {
            requireKnown(command, command.session());
            return true;
        }

        private void requireKnown(Command command, SessionId session) {
            require(
                    isRefusedUnordered(reply) || open.containsKey(session) == !(reply instanceof Reply.NoSession),
                    command,
                    reply,
                    open.containsKey(session) ? "the session is open" : "the session has ended");
        }

        @Override
        public Boolean closeSession(Command.CloseSession command) {
            requireKnown(command, command.session());
            closed += end(command.session()) ? 1 : 0;
            return true;
        }

        @Override
        public Boolean endSession(Command.EndSession command) {
            requireKnown(command, command.session());
            expired += end(command.session()) ? 1 : 0;
            return true;
        }

        private boolean end(SessionId id) {
            if (!(reply instanceof Reply.Closed)) {
                return false;
            }
            Entry ended = open.remove(id);
            if (ended != null) {
                revision += ended.owned.size();
                owners.keySet().removeAll(ended.owned);
            }
            return true;
        }

        @Override
        public Boolean once(Command.Once command) {
            Entry session = open.get(command.session());
            if (isRefusedUnordered(reply)) {
                return true;
            }
            if (session == null) {
                require(reply instanceof Reply.NoSession, command, reply, "the session has ended");
                return false;
            }
            long acked = Math.max(session.acked, command.acked());
            if (reply instanceof Reply.SeqRefused) {
                boolean outside = command.seq() <= acked || command.seq() > acked + Command.Once.WINDOW;
                require(outside, command, reply, "the step is in the window after " + acked);
                return false;
            }
            require(command.seq() > acked, command, reply, "the steps up to " + acked + " are acknowledged");
            session.acked = fromRecord ? session.acked : acked;
            return countExecution(session, command);
        }

        private boolean countExecution(Entry session, Command.Once command) {
            Reply before = session.replies.get(command.seq());
            boolean cancels = command.step().equals(Command.Cancel.INSTANCE);
            if (before != null) {
                repeats++;
                require(reply.equals(before), command, reply, "its first reply was " + TraceWords.of(before));
                return false;
            }
            if (session.cancelled.contains(command.seq())) {
                repeats++;
                require(reply.equals(new Reply.Cancelled(!cancels)), command, reply, "it was cancelled");
                return false;
            }
            if (cancels) {
                require(reply.equals(new Reply.Cancelled(false)), command, reply, "it was never executed");
                session.cancelled.add(command.seq());
                return false;
            }
            require(!(reply instanceof Reply.Cancelled), command, reply, "it was never cancelled");
            session.replies.put(command.seq(), reply);
            return command.step().match(this);
        }
    }
}
