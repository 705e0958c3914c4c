package dev.latchkey.test;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Run by {@link LatchkeyExtensionTest}. */
@LatchkeyTest
class SharedServerSample {

    private static @Nullable LatchkeyServer ofAll;

    @BeforeAll
    static void start(LatchkeyServer server) {
        ofAll = server;
    }

    @Test
    void firstTest(LatchkeyServer server) {
        assertThat(server).isSameAs(ofAll);
    }

    @Test
    void secondTest(LatchkeyServer server) {
        assertThat(server).isSameAs(ofAll);
    }
}
