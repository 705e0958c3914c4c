package dev.latchkey.server.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.Prefix;
import dev.latchkey.server.permissions.Grant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UserLineTest {

    private static final String SECRET = "sha256:" + "00".repeat(32);

    @Test
    void lineHasNameSecretAndRules() {
        User user = UserLine.parse("alice\t" + SECRET
                + " read:app/  write:a\\x20b follow: lock:build admin uri:spiffe://acme/w subject:CN=w,O=Acme\\x20Inc"
                + " connections:3 sessions:4 follows:5 bytes:6 ");
        assertThat(user.name()).isEqualTo("alice");
        assertThat(user.grants())
                .containsExactly(
                        new Grant(Grant.Kind.READ, Prefix.of("app/")),
                        new Grant(Grant.Kind.WRITE, Prefix.of("a b")),
                        new Grant(Grant.Kind.FOLLOW, Prefix.EMPTY),
                        new Grant(Grant.Kind.LOCK, Prefix.of("build")));
        assertThat(user.admin()).isTrue();
        assertThat(user.certificates())
                .containsExactly(
                        new CertificateName("uri", "spiffe://acme/w"),
                        new CertificateName("subject", "CN=w,O=Acme Inc"));
        assertThat(user.limits()).isEqualTo(new UserLimits(3, 4, 5, 6));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a none uri:x",
                "a.b_c-d@e sha256:0000000000000000000000000000000000000000000000000000000000000000",
                "alice none read: write:\\xff\\x00 lock:a:b admin subject:CN=\\xc3\\xbc bytes:0",
                "alice none follow:\\x5cx20 uri:http://a/?b=c%20d connections:0 sessions:1 follows:2",
            })
    void lineIsReadAsItIsWritten(String line) {
        assertThat(UserLine.format(UserLine.parse(line))).isEqualTo(line);
    }

    @Test
    void otherCharactersStandForTheirUtf8() {
        User user = UserLine.parse("a", Secret.none(), List.of("uri:x", "read:\u00fc b"));
        assertThat(user.grants()).containsExactly(new Grant(Grant.Kind.READ, Prefix.of("\u00fc b")));
        assertThat(UserLine.rules(user)).isEqualTo("read:\\xc3\\xbc\\x20b uri:x");
    }

    @Test
    void userWithoutRulesMayDoNothing() {
        User user = UserLine.parse("a " + SECRET);
        assertThat(user.grants()).isEmpty();
        assertThat(user.admin()).isFalse();
        assertThat(user.limits()).isEqualTo(UserLimits.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a | a user has a name and a secret",
                "a hunter2 | the second word is the secret",
                "a/b none uri:x | the name of a user",
                "-a none uri:x | the name of a user",
                "a none | neither a secret nor a certificate",
                "a none read:x | neither a secret nor a certificate",
                "a none uri:x read | 'read' is not one of",
                "a none uri:x Read:x | 'Read:x' is not one of",
                "a none uri:x admin:x | 'admin:x' is not one of",
                "a none uri:x read:\\x2 | a backslash begins",
                "a none uri:x read:\\n | a backslash begins",
                "a none uri: | empty or contains NUL",
                "a none uri:a\\x00b | empty or contains NUL",
                "a none uri:x sessions:-1 | the limit 'sessions' is not",
                "a none uri:x sessions:1 sessions:1 | given twice",
            })
    void wrongLineIsRefused(String line, String reason) {
        assertThatThrownBy(() -> UserLine.parse(line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2"));
    }

    @Test
    void nameIsAtMostAsLongAsSessionsStore() {
        assertThat(UserLine.parse("a".repeat(64) + " " + SECRET).name()).hasSize(64);
        assertThatThrownBy(() -> UserLine.parse("a".repeat(65) + " " + SECRET))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void prefixThatNoKeyCanHaveIsRefused() {
        assertThatThrownBy(() -> UserLine.parse("a none uri:x read:" + "k".repeat(1_025)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> UserLine.parse("a none uri:x lock:" + "k".repeat(1_020)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
