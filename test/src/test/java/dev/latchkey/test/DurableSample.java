package dev.latchkey.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Version;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Run by {@link LatchkeyExtensionTest}. */
@LatchkeyTest(durable = true)
class DurableSample {

    private static boolean survives(LatchkeyServer server) {
        server.latchkey().clerk().put("k", "v", Version.NONE).orThrow();
        server.crashAndRestart();
        return server.latchkey().clerk().get("k").isPresent();
    }

    @Test
    void ofTheClass(LatchkeyServer server) {
        assertThat(survives(server)).isTrue();
    }

    @Test
    @LatchkeyTest
    void ofTheMethod(LatchkeyServer server) {
        assertThat(survives(server)).isFalse();
    }

    @Nested
    class OfTheEnclosingClass {

        @Test
        void nested(LatchkeyServer server) {
            assertThat(survives(server)).isTrue();
        }
    }
}
