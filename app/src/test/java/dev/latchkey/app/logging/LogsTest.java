package dev.latchkey.app.logging;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The level applies to the loggers of Latchkey; other libraries log warnings at most in detail. */
final class LogsTest {

    private static final String OWN = "dev.latchkey.server.net.Node";
    private static final String OTHER = "io.netty.channel.Channel";

    @AfterEach
    void reset() {
        Logs.silence("");
        Logs.configure(LogLayout.TEXT, Level.INFO);
    }

    @Test
    void levelIsTheLeastSevereThatIsLogged() {
        Logs.configure(LogLayout.TEXT, Level.WARN);
        assertThat(Logs.isEnabled(OWN, Level.ERROR)).isTrue();
        assertThat(Logs.isEnabled(OWN, Level.WARN)).isTrue();
        assertThat(Logs.isEnabled(OWN, Level.INFO)).isFalse();
        Logs.configure(LogLayout.TEXT, Level.TRACE);
        assertThat(Logs.isEnabled(OWN, Level.TRACE)).isTrue();
    }

    @Test
    void otherLibrariesNeverLogLessThanWarnings() {
        for (Level level : new Level[] {Level.TRACE, Level.DEBUG, Level.INFO, Level.WARN}) {
            Logs.configure(LogLayout.TEXT, level);
            assertThat(Logs.isEnabled(OTHER, Level.WARN)).isTrue();
            assertThat(Logs.isEnabled(OTHER, Level.INFO)).isFalse();
        }
        Logs.configure(LogLayout.TEXT, Level.ERROR);
        assertThat(Logs.isEnabled(OTHER, Level.WARN)).isFalse();
    }

    @Test
    void silencedLoggersLogNothing() {
        Logs.silence("dev.latchkey.engine.durable");
        assertThat(Logs.isEnabled("dev.latchkey.engine.durable.Snapshotter", Level.ERROR))
                .isFalse();
        assertThat(Logs.isEnabled(OWN, Level.ERROR)).isTrue();
    }

    @Test
    void loggersOfThisProcessAreThoseOfThisPackage() {
        assertThat(LoggerFactory.getLogger(LogsTest.class)).isInstanceOf(StreamLogger.class);
    }
}
