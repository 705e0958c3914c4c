package dev.latchkey.app.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.RefusedException;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.core.Version;
import dev.latchkey.server.access.Credentials;
import dev.latchkey.server.net.NodeConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The deadline is longer than the timeout of the tests, so a refusal that waited for it would fail them. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class LoginTest {

    private static final String PASSWORD = "geheim ß\r\n";

    private static Store storeWithPassword() throws Exception {
        return new Store(NodeConfig.loopback(0).with(Credentials.of(PASSWORD.getBytes(StandardCharsets.UTF_8))));
    }

    private static ClientConfig config(Store store) {
        return Store.config(store.hostAndPort()).withDeadline(Duration.ofDays(1));
    }

    @Test
    void rightPasswordIsAdmitted() throws Exception {
        try (Store store = storeWithPassword();
                Latchkey latchkey = Latchkey.connect(config(store).withPassword(PASSWORD))) {
            assertThat(latchkey.clerk().put("k", "v", Version.NONE).orThrow()).isEqualTo(Version.of(1));
        }
    }

    @Test
    void wrongPasswordIsRefusedLongBeforeTheDeadline() throws Exception {
        try (Store store = storeWithPassword();
                Latchkey latchkey = Latchkey.connect(config(store).withPassword("wrong"))) {
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> latchkey.clerk().get("k"))
                        .isInstanceOf(RefusedException.class)
                        .hasMessageStartingWith("WRONGPASS")
                        .hasMessageNotContaining("wrong\"");
                assertThatThrownBy(() ->
                                latchkey.clerk().put("k", "v", Version.NONE).orThrow())
                        .isInstanceOf(RefusedException.class);
            }
        }
    }

    @Test
    void missingPasswordIsRefusedLongBeforeTheDeadline() throws Exception {
        try (Store store = storeWithPassword();
                Latchkey latchkey = Latchkey.connect(config(store))) {
            assertThatThrownBy(() -> latchkey.clerk().get("k"))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageStartingWith("NOAUTH");
            assertThatThrownBy(() -> latchkey.lock("l").acquire()).isInstanceOf(RefusedException.class);
        }
    }

    @Test
    void unneededPasswordIsAccepted() throws Exception {
        try (Store store = new Store();
                Latchkey latchkey = Latchkey.connect(config(store).withPassword("any"))) {
            assertThat(latchkey.clerk().get("k")).isEmpty();
        }
    }
}
