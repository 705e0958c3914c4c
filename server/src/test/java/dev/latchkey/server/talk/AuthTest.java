package dev.latchkey.server.talk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.server.access.Credentials;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class AuthTest {

    private static final String WRONGPASS = "-WRONGPASS invalid username-password pair or user is disabled.\r\n";
    private static final String NOAUTH = "-NOAUTH Authentication required.\r\n";

    @Test
    void authWithoutPasswordConfiguredIsAnsweredAsRedisDoes() {
        Talk talk = Talk.open();
        assertThat(talk.ask("AUTH", "x"))
                .isEqualTo(
                        "-ERR AUTH <password> called without any password configured for the default user. Are you sure"
                                + " your configuration is correct?\r\n");
        assertThat(talk.ask("AUTH", "default", "x")).isEqualTo("+OK\r\n");
        assertThat(talk.ask("AUTH", "someone", "x")).isEqualTo(WRONGPASS);
    }

    @Test
    void rightPasswordLetsIn() {
        Talk talk = Talk.withPassword();
        assertThat(talk.ask("PING")).isEqualTo(NOAUTH);
        assertThat(talk.ask("AUTH", Talk.PASSWORD)).isEqualTo("+OK\r\n");
        assertThat(talk.ask("PING")).isEqualTo("+PONG\r\n");
    }

    @Test
    void onlyTheDefaultUserIsKnown() {
        Talk talk = Talk.withPassword();
        assertThat(talk.ask("AUTH", "root", Talk.PASSWORD)).isEqualTo(WRONGPASS);
        assertThat(talk.ask("PING")).isEqualTo(NOAUTH);
        assertThat(talk.ask("AUTH", "default", Talk.PASSWORD)).isEqualTo("+OK\r\n");
    }

    @Test
    void nearlyRightPasswordsAreRefused() {
        Talk talk = Talk.withPassword();
        assertThat(talk.ask("AUTH", Talk.PASSWORD + " ")).isEqualTo(WRONGPASS);
        assertThat(talk.ask("AUTH", Talk.PASSWORD.substring(1))).isEqualTo(WRONGPASS);
        assertThat(talk.ask("AUTH", Talk.PASSWORD.toUpperCase(Locale.ROOT))).isEqualTo(WRONGPASS);
        assertThat(talk.ask("AUTH", "")).isEqualTo(WRONGPASS);
        assertThat(talk.ask("PING")).isEqualTo(NOAUTH);
    }

    @Test
    void wrongPasswordLaterDoesNotLogOut() {
        Talk talk = Talk.withPassword();
        talk.ask("AUTH", Talk.PASSWORD);
        assertThat(talk.ask("AUTH", "wrong")).isEqualTo(WRONGPASS);
        assertThat(talk.ask("PING")).isEqualTo("+PONG\r\n");
    }

    @Test
    void tooManyWordsAreRefused() {
        assertThat(Talk.withPassword().ask("AUTH", "default", Talk.PASSWORD, "x"))
                .startsWith("-ERR wrong number of arguments for 'auth': AUTH ");
    }

    @Test
    void resetLogsOut() {
        Talk talk = Talk.withPassword();
        talk.ask("HELLO", "3", "AUTH", "default", Talk.PASSWORD, "SETNAME", "n");
        assertThat(talk.ask("RESET")).isEqualTo("+RESET\r\n");
        assertThat(talk.ask("GET", "k")).isEqualTo(NOAUTH);
        talk.ask("AUTH", Talk.PASSWORD);
        assertThat(talk.ask("GET", "k")).isEqualTo("$-1\r\n");
        assertThat(talk.ask("CLIENT", "GETNAME")).isEqualTo("$-1\r\n");
    }

    @Test
    void passwordIsNeverShown() {
        assertThat(Credentials.of(Resp.bytes(Talk.PASSWORD))).hasToString("a password");
        assertThat(Credentials.NONE).hasToString("no password");
    }

    @Test
    void emptyPasswordIsNone() {
        assertThatThrownBy(() -> Credentials.of(new byte[0])).hasMessage("the password is empty");
    }
}
