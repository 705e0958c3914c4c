package dev.latchkey.engine.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Version;
import dev.latchkey.engine.durable.SteppedStore.Answer;
import dev.latchkey.log.files.LogOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A client that writes to a durable store and records the replies. Most of its writes name the right version. */
final class DurableWork {

    /** Sizes so small that a run of 200 operations has many segments and several snapshots. */
    static final DurableOptions OPTIONS = DurableOptions.withMemoryLimit(1 << 20)
            .with(new LogOptions(2_000, 600, 300))
            .withSnapshotsAfter(1 << 20, 50);

    private static final int KEYS = 12;
    private static final int BATCH_MAX = 5;

    final Revisions revisions = new Revisions();
    private final SplittableRandom chance;
    private List<Command> unanswered = List.of();
    private long values;

    DurableWork(long seed) {
        this.chance = new SplittableRandom(seed);
    }

    /** A write that would take effect now. */
    Command next() {
        String key = "k" + chance.nextInt(KEYS);
        Reply there = revisions.ask(SteppedStore.get(key));
        Version version = there instanceof Reply.Found found ? found.versioned().version() : Version.NONE;
        if (!version.isNone() && chance.nextInt(4) == 0) {
            return SteppedStore.delete(key, version.number());
        }
        return put(key, version.number(), chance.nextInt(6) == 0 ? chance.nextInt(1_200) : chance.nextInt(30));
    }

    /** A put of about {@code bytes} that would take effect now. */
    Command nextPut(int bytes) {
        String key = "k" + chance.nextInt(KEYS);
        Reply there = revisions.ask(SteppedStore.get(key));
        return put(
                key,
                there instanceof Reply.Found found ? found.versioned().version().number() : 0,
                bytes);
    }

    private Command put(String key, long version, int bytes) {
        return SteppedStore.put(key, ++values + "x".repeat(bytes), version);
    }

    /** Submits some writes and commits them in one step. */
    void step(SteppedStore store) {
        List<Command> commands = new ArrayList<>();
        for (int i = 1 + chance.nextInt(BATCH_MAX); i > 0; i--) {
            commands.add(next());
        }
        step(store, commands);
    }

    /** If the step throws, the replies that came before are recorded and the exception passes through. */
    void step(SteppedStore store, List<Command> commands) {
        List<Answer> answers = commands.stream().map(store::submit).toList();
        unanswered = new ArrayList<>();
        try {
            store.step();
        } finally {
            for (int i = 0; i < answers.size(); i++) {
                Reply reply = answers.get(i).reply;
                if (reply != null) {
                    revisions.answered(commands.get(i), reply);
                } else {
                    assertThat(answers.get(i).lost).as("no outcome").isNotNull();
                    unanswered.add(commands.get(i));
                }
            }
        }
        assertThat(unanswered).as("a step answers all").isEmpty();
    }

    /** The commands of the last step that were not answered, in order. */
    List<Command> unanswered() {
        return unanswered;
    }
}
