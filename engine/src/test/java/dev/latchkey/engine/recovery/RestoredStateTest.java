package dev.latchkey.engine.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Command;
import dev.latchkey.core.EventKind;
import dev.latchkey.core.Key;
import dev.latchkey.core.Origin;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.history.FollowCursor;
import dev.latchkey.core.history.FollowEvent;
import dev.latchkey.core.history.PageBounds;
import dev.latchkey.core.state.StateMachine;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** No session survives a restore. */
final class RestoredStateTest {

    private static final Origin RESTORE = new Origin("", 1_700_000_000_000L);
    private static final SipHash HASH = new SipHash(1, 2);

    private final StateMachine state = new StateMachine(StateLimits.STANDARD, HASH);

    private void open(SessionId id) {
        assertThat(state.apply(new Command.OpenSession(id, 60_000, "ann"))).isEqualTo(new Reply.Opened(id));
    }

    private void own(String key, SessionId id) {
        state.apply(new Command.Put(Key.of(key), Value.of("v"), Version.NONE, new Command.Owner(id, "ann"), null));
    }

    @Test
    void sessionsEndInTheOrderOfTheirIdsAndEachDeletesItsKeysInOneStep() {
        SessionId small = new SessionId(1, 5);
        SessionId large = new SessionId(2, 1);
        open(large);
        open(small);
        own("b", large);
        own("d", small);
        own("c", small);
        state.apply(new Command.Put(Key.of("kept"), Value.of("v"), Version.NONE));
        long before = state.revision();

        RestoredState restored = new RestoredState(state, RESTORE);

        assertThat(restored.sessionsEnded()).isEqualTo(2);
        assertThat(state.sessions().size()).isZero();
        assertThat(state.size()).isEqualTo(1);
        List<FollowEvent> events = state.history()
                .page(Prefix.EMPTY, FollowCursor.startingAfter(before), new PageBounds(10, 1_000, 1_000))
                .events();
        assertThat(events).extracting(event -> event.event().key().utf8()).containsExactly("c", "d", "b");
        assertThat(events).extracting(FollowEvent::last).containsExactly(false, true, true);
        assertThat(events).extracting(event -> event.event().kind()).containsOnly(EventKind.EXPIRE);
        assertThat(events).extracting(event -> event.event().origin()).containsOnly(RESTORE);
    }

    @Test
    void whatIsWrittenIsTheStateWithoutSessions() throws IOException {
        open(new SessionId(1, 1));
        own("lock", new SessionId(1, 1));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new RestoredState(state, RESTORE).writeTo(out);
        ByteArrayInputStream in = new ByteArrayInputStream(out.toByteArray());
        StateMachine read = StateMachine.restore(in::read, HASH, (done, inAll) -> {});
        assertThat(read.sessions().size()).isZero();
        assertThat(read.apply(new Command.Get(Key.of("lock")))).isEqualTo(Reply.NoKey.INSTANCE);
        assertThat(read.apply(new Command.Put(Key.of("lock"), Value.of("w"), Version.NONE)))
                .as("versions continue")
                .isEqualTo(new Reply.Written(Version.of(3)));
    }
}
