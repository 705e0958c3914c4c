package dev.latchkey.sim.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Origin;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.engine.Asker;
import dev.latchkey.engine.Engine;
import dev.latchkey.engine.state.MemoryEngine;
import dev.latchkey.sim.world.VirtualLoop;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A store in a wrong state is detected, and one in a correct state is accepted. */
final class ShadowStoreTest {

    private static final StateLimits LIMITS = new StateLimits(1_000, 16, Version.MAX);
    private static final Command FIRST = put("a", "1", 0);
    private static final Command SECOND = put("a", "2", 1);
    private static final Command THIRD = put("b", "1", 0);
    private static final Command DELETION = new Command.Delete(Key.of("a"), Version.of(1));

    /** The origin of every write, as both have the time of a loop that has just begun. */
    private static final Origin NOW = new Origin("", VirtualLoop.WALL_MILLIS_AT_START);

    private final ShadowStore shadow = new ShadowStore(LIMITS);

    private static Command put(String key, String value, long version) {
        return new Command.Put(Key.of(key), Value.of(value), Version.of(version));
    }

    private static Reply version(long number) {
        return new Reply.Written(Version.of(number));
    }

    /** A restarted store that contains these writes. */
    private static Engine holding(Command... writes) {
        MemoryEngine engine =
                new MemoryEngine(new StoreId(1, 2), LIMITS, 1 << 20, new SipHash(3, 4), new VirtualLoop());
        for (Command write : writes) {
            engine.tryAnswer(write);
        }
        return engine;
    }

    private static List<SubmittedCommand> asked(Command... commands) {
        return List.of(commands).stream()
                .map(command -> new SubmittedCommand(null, command, Asker.of(Runnable::run, reply -> {}, lost -> {})))
                .toList();
    }

    @Test
    void missingAcknowledgedWriteIsDetected() {
        shadow.answered(FIRST, version(1), NOW);
        assertThatThrownBy(() -> shadow.started(holding(), List.of(), NOW, false))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("at revision 0")
                .hasMessageContaining("acknowledged everything up to revision 1");
    }

    @Test
    void writeThatWasNeverSubmittedIsDetected() {
        shadow.answered(FIRST, version(1), NOW);
        assertThatThrownBy(() -> shadow.started(holding(FIRST, THIRD), asked(SECOND), NOW, false))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void writeThatWasRefusedByAFullDiskAndIsPresentIsDetected() {
        shadow.answered(FIRST, new Reply.Refused(Reply.Refusal.DISK_FULL), NOW);
        assertThatThrownBy(() -> shadow.started(holding(FIRST), List.of(), NOW, false))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void wrongReplyIsDetected() {
        shadow.answered(FIRST, version(1), NOW);
        assertThatThrownBy(() -> shadow.answered(SECOND, version(3), NOW))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("the correct reply was version 2");
    }

    @Test
    void unansweredWriteBeforeOneThatTookEffectMustHaveTakenEffect() {
        shadow.answered(FIRST, version(1), NOW);
        assertThatThrownBy(() -> shadow.started(holding(FIRST, THIRD), asked(SECOND, THIRD), NOW, false))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void prefixOfUnansweredWritesMayHaveTakenEffectAndIsReported() {
        shadow.answered(FIRST, version(1), NOW);
        List<ShadowStore.Done> done = shadow.started(holding(FIRST, SECOND), asked(SECOND, THIRD), NOW, false);
        assertThat(done).extracting(it -> it.asked().command).containsExactly(SECOND);
        shadow.answered(put("a", "3", 2), version(3), NOW);
    }

    @Test
    void onAFullDiskDeletesMayTakeEffectWithoutThePutsBeforeThem() {
        shadow.answered(FIRST, version(1), NOW);
        List<ShadowStore.Done> done = shadow.started(holding(FIRST, DELETION), asked(THIRD, DELETION), NOW, true);
        assertThat(done).extracting(it -> it.asked().command).containsExactly(DELETION);
    }

    @Test
    void onADiskWithSpaceADeleteWithoutThePutBeforeItIsDetected() {
        shadow.answered(FIRST, version(1), NOW);
        assertThatThrownBy(() -> shadow.started(holding(FIRST, DELETION), asked(THIRD, DELETION), NOW, false))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("its disk was never full");
    }

    @Test
    void fullDiskDoesNotExplainAPutWithoutTheOneBeforeIt() {
        shadow.answered(FIRST, version(1), NOW);
        assertThatThrownBy(() -> shadow.started(holding(FIRST, THIRD), asked(SECOND, THIRD), NOW, true))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("its disk was full");
    }
}
