package dev.latchkey.app.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.lock.Held;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import org.junit.jupiter.api.Test;

/** What a new user writes first: configuration that two processes may edit concurrently, and a lock with its fencing token. */
class ClientExampleTest {

    @Test
    void exampleDoesWhatItSays() throws Exception {
        try (Store store = new Store();
                Latchkey latchkey = Latchkey.connect(store.hostAndPort())) {
            Clerk clerk = latchkey.clerk();
            Version version = clerk.put("greeting", "hello", Version.NONE).orThrow();
            assertThat(version).isEqualTo(Version.of(1));
            assertThat(clerk.put("greeting", "hi", Version.NONE)).isEqualTo(new PutOutcome.ErrVersion(version));

            String said = clerk.put("greeting", "hi", version)
                    .fold(
                            made -> "done, now at version " + made,
                            current -> "not done: somebody wrote version " + current,
                            () -> "not done: somebody deleted it",
                            cause -> "nobody knows: read it, and see");
            assertThat(said).isEqualTo("done, now at version 2");

            Versioned greeting = clerk.get("greeting").orElseThrow();
            assertThat(greeting.value().utf8()).isEqualTo("hi");
            assertThat(greeting.revision()).isEqualTo(2);
            assertThat(clerk.delete("greeting", greeting.version()).orThrow()).isEqualTo(Version.of(3));
            assertThat(clerk.get("greeting")).isEmpty();
            assertThat(clerk.delete("greeting", Version.of(3))).isEqualTo(new PutOutcome.ErrNoKey());
            assertThat(clerk.put("greeting", "again", Version.NONE)).isEqualTo(new PutOutcome.Ok(Version.of(4)));

            try (Held held = latchkey.lock("build").acquire()) {
                assertThat(held.token()).isEqualTo(Version.of(1));
                assertThat(latchkey.lock("build").tryAcquire()).isEmpty();
            }
            try (Held held = latchkey.lock("build").acquire()) {
                assertThat(held.token()).isGreaterThan(Version.of(1));
            }
        }
    }
}
