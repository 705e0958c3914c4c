package dev.latchkey.engine.durable;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.engine.Persistence;
import dev.latchkey.log.disk.Disk;
import dev.latchkey.log.files.LogOptions;
import dev.latchkey.log.sim.ForgetfulDisk;
import dev.latchkey.seams.ManualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A durable engine on a disk that forgets, whose steps a test runs. */
public final class SteppedStore implements AutoCloseable {

    /** So small that a test of a few writes sees segments come and go. */
    static final LogOptions SMALL = new LogOptions(2_000, 512, 1_000);

    static final DurableOptions OPTIONS = DurableOptions.withRoomFor(1 << 20).with(SMALL);

    /** Notes why a store ended. */
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

    final ForgetfulDisk disk;
    final ManualTime time = new ManualTime();
    final List<Throwable> failures = new ArrayList<>();
    final List<String> progress = new ArrayList<>();
    final DurableEngine engine;

    SteppedStore(ForgetfulDisk disk) {
        this(disk, OPTIONS);
    }

    SteppedStore(ForgetfulDisk disk, DurableOptions options) {
        this(disk, disk, options);
    }

    /** @param face the disk as the store sees it */
    SteppedStore(Disk face, ForgetfulDisk disk, DurableOptions options) {
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

    /** Hands over a command, and returns where its reply will be. */
    Answer submit(Command command) {
        Answer answer = new Answer();
        engine.submit(command, Runnable::run, reply -> {
            if (answer.reply != null) {
                throw new AssertionError("answered twice: " + answer.reply + ", " + reply);
            }
            answer.reply = reply;
        });
        return answer;
    }

    /** Does one command, all by itself. */
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

    static final class Answer {
        @Nullable
        Reply reply;
    }
}
