package dev.latchkey.trial.verify;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import dev.latchkey.engine.Asker;
import dev.latchkey.engine.Backup;
import dev.latchkey.engine.Engine;
import dev.latchkey.engine.KeyspaceSize;
import dev.latchkey.engine.state.MemoryEngine;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A store with one of the bugs that a check must detect. */
public final class BrokenEngine implements Engine {

    private static final int EVERY = 50;

    /** What it occasionally does wrong. */
    public enum Mistake {
        NONE,
        LOSES_A_WRITE,
        RETURNS_A_STALE_READ,
        REFUSES_A_WRITE_IT_APPLIED,
        RETURNS_VERSION_ZERO,
        RETURNS_THE_MAXIMUM_VERSION,
        /** Every time, not occasionally. */
        EXECUTES_RETRIES_AGAIN
    }

    private final Mistake mistake;
    private final MemoryEngine engine =
            MemoryEngine.withMemoryLimit(64 << 20, StoreId.draw(new Random()), new SipHash(1, 2));
    private final AtomicInteger commands = new AtomicInteger();
    private final Map<Command.Get, Reply> read = new ConcurrentHashMap<>();

    public BrokenEngine(Mistake mistake) {
        this.mistake = mistake;
    }

    @Override
    public String name() {
        return "broken";
    }

    @Override
    public Optional<StoreId> storeId() {
        return engine.storeId();
    }

    @Override
    public void submit(Command command, Asker asker) {
        boolean now = commands.incrementAndGet() % EVERY == 0;
        Command plain = command instanceof Command.Once once ? once.step() : command;
        if (mistake == Mistake.EXECUTES_RETRIES_AGAIN
                && (plain instanceof Command.Put || plain instanceof Command.Delete)) {
            engine.submit(plain, asker);
        } else if (now
                && mistake == Mistake.LOSES_A_WRITE
                && plain instanceof Command.Put put
                && !put.expected().isNone()) {
            engine.submit(
                    new Command.Get(put.key()),
                    Asker.of(asker.home(), seen -> answerAsIfDone(put, seen, asker), asker::lost));
        } else if (mistake == Mistake.RETURNS_A_STALE_READ && command instanceof Command.Get get) {
            @Nullable Reply before = read.get(get);
            submit(command, asker, reply -> {
                read.put(get, reply);
                return now && before != null ? before : reply;
            });
        } else if (now) {
            submit(command, asker, reply -> falsified(plain, reply));
        } else {
            engine.submit(command, asker);
        }
    }

    private void submit(Command command, Asker asker, UnaryOperator<Reply> change) {
        engine.submit(command, Asker.of(asker.home(), reply -> asker.answered(change.apply(reply)), asker::lost));
    }

    private Reply falsified(Command command, Reply reply) {
        boolean put = command instanceof Command.Put;
        if (mistake == Mistake.REFUSES_A_WRITE_IT_APPLIED && put && reply instanceof Reply.Written written) {
            return new Reply.Conflict(written.version());
        }
        if (mistake == Mistake.RETURNS_VERSION_ZERO && reply instanceof Reply.Written) {
            return new Reply.Written(Version.NONE);
        }
        return mistake == Mistake.RETURNS_THE_MAXIMUM_VERSION && put && reply instanceof Reply.Conflict
                ? new Reply.Conflict(Version.MAX)
                : reply;
    }

    private void answerAsIfDone(Command.Put put, Reply seen, Asker asker) {
        boolean fits =
                seen instanceof Reply.Found found && found.versioned().version().equals(put.expected());
        if (fits) {
            Versioned versioned = ((Reply.Found) seen).versioned();
            asker.answered(new Reply.Written(versioned.version().next()));
        } else {
            engine.submit(put, asker);
        }
    }

    @Override
    public KeyspaceSize keyspace() {
        return engine.keyspace();
    }

    @Override
    public Optional<Backup> openBackup() {
        return engine.openBackup();
    }

    @Override
    public void close() {
        engine.close();
    }
}
