package dev.latchkey.shedlock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.test.LatchkeyServer;
import dev.latchkey.test.LatchkeyTest;
import dev.latchkey.test.Pause;
import java.time.Duration;
import net.javacrumbs.shedlock.support.LockException;
import org.junit.jupiter.api.Test;

@LatchkeyTest
final class TimedSessionTest {

    private static final Key KEY = Key.of("lock/a");

    @Test
    void keepThatWasNotAnsweredIsRepeatedAsItIs(LatchkeyServer server) {
        AsyncClerk clerk = server.latchkey().clerk().async();
        clerk.get(KEY).join();
        TimedSession session = TimedSession.open(clerk.withDeadline(Duration.ofSeconds(2)), Duration.ofMinutes(1));
        assertThat(session.take(KEY, Value.of("x"), Version.NONE)).contains(Version.of(1));
        try (Pause pause = server.pauseServer()) {
            assertThatThrownBy(() -> session.keep(Duration.ofMinutes(2))).isInstanceOf(LockException.class);
        }
        assertThat(session.keep(Duration.ofMinutes(3))).isTrue(); // the first request, of two minutes
        server.advance(Duration.ofMinutes(2));
        assertThat(session.read(KEY)).isEmpty();
    }

    @Test
    void sessionThatIsOverKeepsNothingAndClosesQuietly(LatchkeyServer server) {
        TimedSession session = TimedSession.open(server.latchkey().clerk().async(), Duration.ofMillis(1));
        server.advance(Duration.ofMillis(1));
        assertThat(session.keep(Duration.ofMinutes(1))).isFalse();
        assertThatThrownBy(() -> session.take(KEY, Value.of("x"), Version.NONE)).isInstanceOf(LockException.class);
        session.close();
    }
}
