package dev.latchkey.client.session;

import dev.latchkey.client.link.Link;
import dev.latchkey.client.link.ManualLoop;
import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.state.StateMachine;
import dev.latchkey.wire.Answer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The real state machine behind a link that loses requests and replies, delays and reorders both, executes failed attempts late, goes
 * down, and refuses attempts for lack of room. Sessions end only when the test says so, or when nothing has renewed them for their time
 * to live.
 */
final class StoreLink implements Link {

    /** What the link does, each number per mille of the attempts. */
    record Faults(int lostRequests, int lostReplies, int lateCopies, int refusals) {

        static final Faults NONE = new Faults(0, 0, 0, 0);

        int draw(Random chance) {
            return chance.nextInt(1_000);
        }
    }

    private static final long DELAY_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(30);
    private static final long LATE_NANOS_MAX = TimeUnit.SECONDS.toNanos(90);

    final ManualLoop loop;
    final Random chance;

    /** How often each value was written, in any store. */
    final Map<Value, Integer> effects = new HashMap<>();

    /** The versions that deletes produced. */
    final List<Version> deletions = new ArrayList<>();

    /** Seqs that the server refused although the client was waiting for the reply; always a bug of the client. */
    final List<Reply> refusedSeqs = new ArrayList<>();

    /** The kinds of commands that arrived, with their number. */
    final Map<String, Integer> arrived = new HashMap<>();

    private final Map<SessionId, Long> deadlines = new HashMap<>();
    private final Set<Sent> unanswered = new LinkedHashSet<>();
    private Faults faults;
    private StateMachine state = machine();
    private StoreId store = new StoreId(1, 1);
    private @Nullable Listener listener;
    private boolean ready;
    private boolean closed;

    private record Sent(Attempt attempt, long number) {}

    private long drawn;

    StoreLink(ManualLoop loop, Random chance, Faults faults) {
        this.loop = loop;
        this.chance = chance;
        this.faults = faults;
    }

    private static StateMachine machine() {
        return new StateMachine(StateLimits.STANDARD, new SipHash(1, 2));
    }

    StateMachine state() {
        return state;
    }

    void heal() {
        faults = Faults.NONE;
    }

    @Override
    public void open(Listener opened) {
        listener = opened;
    }

    @Override
    public boolean isReady() {
        return ready;
    }

    @Override
    public String status() {
        return "";
    }

    @Override
    public void close() {
        closed = true;
        down();
    }

    boolean isClosed() {
        return closed;
    }

    /** Called on the loop. */
    void up() {
        if (!ready && !closed) {
            ready = true;
            listener().ready(store);
        }
    }

    /** Every attempt fails; the requests that are on their way may still arrive. Called on the loop. */
    void down() {
        ready = false;
        List<Sent> all = new ArrayList<>(unanswered);
        unanswered.clear();
        all.forEach(sent -> sent.attempt().failed("the connection was lost"));
        listener().down("down");
    }

    /** The server loses all data. Called on the loop. */
    void changeStore() {
        down();
        state = machine();
        deadlines.clear();
        store = new StoreId(1, store.low() + 1);
        up();
    }

    /** Ends every session on the server. Called on the loop. */
    void endSessions() {
        Set.copyOf(deadlines.keySet()).forEach(this::endSession);
    }

    private void endSession(SessionId id) {
        deadlines.remove(id);
        state.apply(new Command.EndSession(id));
    }

    int sessions() {
        return state.sessions().size();
    }

    @Override
    public void send(Command command, Attempt attempt) {
        if (!ready) {
            throw new AssertionError("sent while the link was not ready");
        }
        Sent sent = new Sent(attempt, drawn++);
        unanswered.add(sent);
        StateMachine to = state;
        int drawnFault = faults.draw(chance);
        int lost = faults.lostRequests();
        int late = lost + faults.lateCopies();
        int noReply = late + faults.lostReplies();
        int refused = noReply + faults.refusals();
        if (drawnFault < lost) {
            after(DELAY_NANOS_MAX, () -> fail(sent));
        } else if (drawnFault < late) {
            after(DELAY_NANOS_MAX, () -> fail(sent));
            after(LATE_NANOS_MAX, () -> execute(to, command));
        } else if (drawnFault < noReply) {
            after(DELAY_NANOS_MAX, () -> execute(to, command));
            loop.schedule(2 * DELAY_NANOS_MAX, () -> fail(sent));
        } else if (drawnFault < refused && !(command instanceof Command.OpenSession)) {
            after(DELAY_NANOS_MAX, () -> answer(sent, new Reply.Refused(Reply.Refusal.DISK_FULL)));
        } else {
            after(DELAY_NANOS_MAX, () -> {
                Reply reply = execute(to, command);
                after(DELAY_NANOS_MAX, () -> answer(sent, reply));
            });
        }
    }

    private void after(long nanosMax, Runnable step) {
        loop.schedule(chance.nextLong(nanosMax), step);
    }

    private void fail(Sent sent) {
        if (unanswered.remove(sent)) {
            sent.attempt().failed("lost");
        }
    }

    private void answer(Sent sent, Reply reply) {
        if (unanswered.remove(sent)) {
            if (reply instanceof Reply.SeqRefused) {
                refusedSeqs.add(reply);
            }
            sent.attempt().answered(new Answer.OfStore(reply));
        }
    }

    private Reply execute(StateMachine to, Command command) {
        arrived.merge(command.getClass().getSimpleName(), 1, Integer::sum);
        if (to == state) {
            endDueSessions();
        }
        long before = to.revision();
        Reply reply = to.apply(asServer(command));
        if (to.revision() > before && !(command instanceof Command.CloseSession)) {
            countEffect(command, reply);
        }
        renew(to, command, reply);
        return reply;
    }

    private Command asServer(Command command) {
        return command instanceof Command.OpenSession open
                ? new Command.OpenSession(SessionId.draw(chance), open.ttlMillis(), "")
                : command;
    }

    private void countEffect(Command command, Reply reply) {
        Command step = command instanceof Command.Once once ? once.step() : command;
        if (step instanceof Command.Put put) {
            effects.merge(put.value(), 1, Integer::sum);
        } else if (reply instanceof Reply.Written written) {
            deletions.add(written.version());
        }
    }

    private void renew(StateMachine to, Command command, Reply reply) {
        if (to != state) {
            return;
        }
        if (reply instanceof Reply.Opened opened) {
            renew(opened.session());
        } else if (reply instanceof Reply.Kept && command instanceof Command.RenewSession keep) {
            renew(keep.session());
        } else if (reply instanceof Reply.Closed && command instanceof Command.CloseSession close) {
            deadlines.remove(close.session());
        }
    }

    private void renew(SessionId id) {
        int ttl = Objects.requireNonNull(state.sessions().find(id)).ttlMillis();
        deadlines.put(id, loop.nanos() + TimeUnit.MILLISECONDS.toNanos(ttl));
    }

    private void endDueSessions() {
        Set<SessionId> due = new HashSet<>();
        deadlines.forEach((id, deadline) -> {
            if (deadline - loop.nanos() <= 0) {
                due.add(id);
            }
        });
        due.forEach(this::endSession);
    }

    private Listener listener() {
        if (listener == null) {
            throw new AssertionError("the link was not opened");
        }
        return listener;
    }
}
