package dev.latchkey.app.durable;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.engine.Asker;
import dev.latchkey.engine.durable.DurableEngine;
import dev.latchkey.engine.durable.DurableOptions;
import dev.latchkey.engine.recovery.StoreListener;
import dev.latchkey.log.disk.NioDisk;
import dev.latchkey.log.files.LogOptions;
import dev.latchkey.seams.SystemTime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One run of a durable store within the test process, from opening its directory until its death. Not thread-safe. */
final class Life {

    /** Small limits, so that a few writes are enough to create and delete segments and snapshots. */
    private static final DurableOptions SMALL = DurableOptions.withMemoryLimit(1 << 20)
            .with(new LogOptions(1_500, 512, 1_000))
            .withSnapshotsAfter(1 << 20, 12);

    /** The point between the fsync and the reply. */
    static final String BEFORE_REPLY = "before reply";

    private static final int KEYS = 5;

    /** The result of a run: all submitted commands, and the length of the prefix that was answered. */
    record Outcome(
            List<Command> asked, int answered, @Nullable StoreId store) {}

    private final HookedDisk disk;
    private final KillPoint kill;
    private final Queue<Runnable> background = new ArrayDeque<>();
    private final List<Command> asked = new ArrayList<>();
    private int answered;

    Life(Path directory, KillPoint kill) {
        this.kill = kill;
        disk = HookedDisk.withoutSync(NioDisk.at(directory), kill);
    }

    /** Opens the store, submits the batches, and closes it, unless it is killed before. */
    Outcome live(List<List<Command>> batches) throws IOException {
        @Nullable StoreId store = null;
        try (DurableEngine engine = open()) {
            store = engine.storeId().orElseThrow();
            for (List<Command> batch : batches) {
                ask(engine, batch);
            }
        } catch (Killed e) {
            // expected
        } finally {
            disk.release();
        }
        return new Outcome(asked, answered, store);
    }

    private DurableEngine open() {
        StoreListener watch = new StoreListener() {
            @Override
            public void recovering(String what, long done, long inAll) {}

            @Override
            public void failed(Throwable reason) {}
        };
        return DurableEngine.open(disk, SMALL, new SplittableRandom(5), SystemTime.INSTANCE, watch);
    }

    /** Why the snapshot is written one batch later: it must not cover the writes that come after it was taken. */
    private void ask(DurableEngine engine, List<Command> batch) {
        for (Command command : batch) {
            int place = asked.size();
            asked.add(command);
            engine.submit(command, Asker.of(this::home, reply -> answered = Math.max(answered, place + 1), lost -> {}));
        }
        Runnable due = background.poll();
        engine.step(background::add);
        if (due != null) {
            due.run();
        }
        if (kill.isDead()) {
            throw new Killed("while a snapshot was written");
        }
    }

    private void home(Runnable answers) {
        kill.at(BEFORE_REPLY);
        answers.run();
    }

    /** Opens the store again without faults, and returns its readable state and its id. */
    static Found look(Path directory) throws IOException {
        Life life = new Life(directory, KillPoint.never());
        try (DurableEngine engine = life.open()) {
            Reply.Listed listed = (Reply.Listed)
                    engine.tryAnswer(new Command.ListKeys(Prefix.EMPTY, null, Command.ListKeys.LIMIT_MAX, true));
            Map<Key, String> present = new TreeMap<>();
            if (listed == null) {
                throw new AssertionError("reads must be answered immediately");
            }
            for (Reply.Listed.Entry entry : listed.entries()) {
                Value value = entry.value();
                present.put(
                        entry.key(),
                        value == null
                                ? "nothing"
                                : ReferenceStore.shown(value, entry.version().number()));
            }
            String all = "revision " + engine.keyspace().revision() + ": " + present;
            return new Found(all, engine.storeId().orElseThrow());
        } finally {
            life.disk.release();
        }
    }

    /** The contents of a store that was opened again. */
    record Found(String all, StoreId store) {}

    /** Batches of puts and deletes of few keys, most of which succeed. */
    static List<List<Command>> batches(int count, long seed) {
        RandomGenerator chance = new SplittableRandom(seed);
        ReferenceStore store = new ReferenceStore();
        List<List<Command>> batches = new ArrayList<>();
        int number = 0;
        for (int batch = 0; batch < count; batch++) {
            List<Command> commands = new ArrayList<>();
            for (int i = chance.nextInt(4); i >= 0; i--) {
                Command command = draw(chance, store, number++);
                store.apply(command);
                commands.add(command);
            }
            batches.add(commands);
        }
        return batches;
    }

    private static Command draw(RandomGenerator chance, ReferenceStore store, int number) {
        Key key = Key.of("k" + chance.nextInt(KEYS));
        long next = store.nextVersion(key);
        if (store.isAbsent(key) || chance.nextInt(10) == 0) {
            return new Command.Put(key, Value.of("v" + number), Version.NONE);
        }
        return chance.nextInt(4) == 0
                ? new Command.Delete(key, Version.of(next - 1))
                : new Command.Put(key, Value.of("v" + number + "x".repeat(chance.nextInt(80))), Version.of(next - 1));
    }
}
