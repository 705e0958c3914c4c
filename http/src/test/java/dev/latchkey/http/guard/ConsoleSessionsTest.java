package dev.latchkey.http.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.http.guard.ConsoleSessions.Token;
import dev.latchkey.seams.ManualTime;
import dev.latchkey.seams.SystemChance;
import dev.latchkey.server.users.Account;
import dev.latchkey.server.users.LiveUsers;
import dev.latchkey.server.users.Secret;
import dev.latchkey.server.users.UsersException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table of console sessions, and their cookie. */
final class ConsoleSessionsTest {

    private final ConsoleSessions sessions = new ConsoleSessions();
    private final ManualTime time = new ManualTime();

    @Test
    void allSessionsTogetherHaveABoundInBytes(@TempDir Path directory) throws IOException, UsersException {
        int users = ConsoleSessions.BYTES_MAX / ConsoleSessions.SESSION_BYTES + 1;
        Path file = directory.resolve("users");
        Files.writeString(
                file,
                IntStream.range(0, users)
                        .mapToObj(
                                i -> "u" + i + " " + Secret.ofGenerated("s" + i).word() + "\n")
                        .collect(Collectors.joining()));
        LiveUsers live = LiveUsers.load(file, SystemChance.seeded(1));
        for (int i = 0; i < users - 1; i++) {
            assertThat(sessions.begin(new Token("t" + i), account(live, i), time))
                    .isTrue();
        }
        assertThat(sessions.heldBytes()).isEqualTo(ConsoleSessions.BYTES_MAX);
        assertThat(sessions.begin(new Token("one more"), account(live, users - 1), time))
                .isFalse();
        assertThat(sessions.use(new Token("one more"), time)).isNull();
        assertThat(sessions.use(new Token("t0"), time)).isNotNull();
        time.pass(ConsoleSessions.IDLE_MAX.plusSeconds(1));
        assertThat(sessions.begin(new Token("one more"), account(live, users - 1), time))
                .isTrue();
        assertThat(sessions.heldBytes()).isEqualTo(ConsoleSessions.SESSION_BYTES);
    }

    private static Account account(LiveUsers users, int i) {
        return Objects.requireNonNull(users.check(
                        ("u" + i).getBytes(StandardCharsets.US_ASCII), ("s" + i).getBytes(StandardCharsets.US_ASCII))
                .account());
    }

    @Test
    void tokenIsNotPrinted() {
        assertThat(new Token("0123").toString()).doesNotContain("0123");
    }

    @Test
    void cookieOfAnEncryptedConnectionIsSecure() {
        assertThat(ConsoleCookie.of(5626, true).set(new Token("t")))
                .isEqualTo("latchkey-5626=t; Path=/; HttpOnly; SameSite=Strict; Secure");
        assertThat(ConsoleCookie.of(5626, true).delete())
                .isEqualTo("latchkey-5626=; Path=/; HttpOnly; SameSite=Strict; Secure; Max-Age=0");
        assertThat(ConsoleCookie.of(5626, false).set(new Token("t")))
                .isEqualTo("latchkey-5626=t; Path=/; HttpOnly; SameSite=Strict");
    }
}
