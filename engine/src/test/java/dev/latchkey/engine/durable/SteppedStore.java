package dev.latchkey.engine.durable;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.engine.Asker;
import dev.latchkey.engine.Persistence;
import dev.latchkey.engine.recovery.StoreListener;
import dev.latchkey.log.disk.Disk;
import dev.latchkey.log.files.LogOptions;
import dev.latchkey.log.sim.InMemoryDisk;
import dev.latchkey.seams.ManualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A durable engine, driven step by step by a test, on an in-memory disk that drops unsynced writes at a crash. */
public final class SteppedStore implements AutoCloseable {

    /** Sizes so small that a few writes begin and delete segments. */
    static final LogOptions SMALL = new LogOptions(2_000, 512, 1_000);

    static final DurableOptions OPTIONS =
            DurableOptions.withMemoryLimit(1 << 20).with(SMALL);

    /** Returns a listener that records why a store failed. */
    public static StoreListener recording(List<Throwable> failures) {
        return new StoreListener() {
            @Override
            public void recovering(String what, long done, long inAll) {}

            @Override
            public void failed(Throwable reason) {
                failures.add(reason);
            }
        };
    }

    final InMemoryDisk disk;
    final ManualTime time = new ManualTime();
    final List<Throwable> failures = new ArrayList<>();
    final List<String> progress = new ArrayList<>();
    final DurableEngine engine;

    SteppedStore(InMemoryDisk disk) {
        this(disk, OPTIONS);
    }

    SteppedStore(InMemoryDisk disk, DurableOptions options) {
        this(disk, disk, options);
    }

    /** @param face the disk that the store uses, perhaps a wrapper of {@code disk} */
    SteppedStore(Disk face, InMemoryDisk disk, DurableOptions options) {
        this.disk = disk;
        this.engine = DurableEngine.open(face, options, new SplittableRandom(11), time, new StoreListener() {
            @Override
            public void recovering(String what, long done, long inAll) {
                progress.add(what + " " + done + " of " + inAll);
            }

            @Override
            public void failed(Throwable reason) {
                failures.add(reason);
            }
        });
    }

    static Command.Put put(String key, String value, long version) {
        return new Command.Put(Key.of(key), Value.of(value), Version.of(version));
    }

    static Command.Delete delete(String key, long version) {
        return new Command.Delete(Key.of(key), Version.of(version));
    }

    static Command.Get get(String key) {
        return new Command.Get(Key.of(key));
    }

    static Reply written(long version) {
        return new Reply.Written(Version.of(version));
    }

    /** Submits a command, and returns the object that receives its outcome. */
    Answer submit(Command command) {
        Answer answer = new Answer();
        engine.submit(command, answer);
        return answer;
    }

    /** Submits and commits a single command. */
    Reply ask(Command command) {
        Answer answer = submit(command);
        step();
        return Objects.requireNonNull(answer.reply, "not answered");
    }

    void step() {
        engine.step(Runnable::run);
    }

    Persistence persistence() {
        return engine.persistence().orElseThrow();
    }

    @Override
    public void close() {
        engine.close();
    }

    /** The outcome of a command; a second outcome is an error. */
    static final class Answer implements Asker {

        private final String by;

        Answer() {
            this("");
        }

        Answer(String by) {
            this.by = by;
        }

        @Override
        public String by() {
            return by;
        }

        @Nullable
        Reply reply;

        /** Why the outcome is unknown. */
        @Nullable
        String lost;

        @Override
        public Executor home() {
            return Runnable::run;
        }

        @Override
        public void answered(Reply outcome) {
            requireNoOutcome();
            reply = outcome;
        }

        @Override
        public void lost(String reason) {
            requireNoOutcome();
            lost = reason;
        }

        private void requireNoOutcome() {
            if (reply != null || lost != null) {
                throw new AssertionError("a second outcome; the first was " + reply + ", " + lost);
            }
        }
    }
}
