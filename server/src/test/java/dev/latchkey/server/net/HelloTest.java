package dev.latchkey.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.stats.ServerVersion;
import dev.latchkey.server.talk.Talk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelloTest {

    private static final String FIELDS =
            "$6\r\nserver\r\n$8\r\nlatchkey\r\n$7\r\nversion\r\n$5\r\n" + ServerVersion.VERSION + "\r\n"
                    + "$5\r\nproto\r\n:%d\r\n$2\r\nid\r\n:7\r\n$4\r\nmode\r\n$10\r\nstandalone\r\n$4\r\nrole\r\n$6\r\nmaster\r\n"
                    + "$7\r\nmodules\r\n*0\r\n$5\r\nstore\r\n$32\r\n00112233445566778899aabbccddeeff\r\n";
    private static final String RESP2 = "*16\r\n" + FIELDS.formatted(2);
    private static final String RESP3 = "%8\r\n" + FIELDS.formatted(3);
    private static final String SYNTAX = "-ERR Syntax error in HELLO option '";

    @Test
    void helloWithoutVersionAnswersInTheProtocolSpoken() {
        Talk talk = Talk.open();
        assertThat(talk.ask("HELLO")).isEqualTo(RESP2);
        assertThat(talk.ask("HELLO", "3")).isEqualTo(RESP3);
        assertThat(talk.ask("HELLO")).isEqualTo(RESP3);
        assertThat(talk.ask("HELLO", "2")).isEqualTo(RESP2);
    }

    @Test
    void nullFollowsTheProtocolThatHelloChose() {
        Talk talk = Talk.open();
        assertThat(talk.ask("GET", "k")).isEqualTo("$-1\r\n");
        talk.ask("HELLO", "3");
        assertThat(talk.ask("GET", "k")).isEqualTo("_\r\n");
        talk.ask("HELLO", "2");
        assertThat(talk.ask("GET", "k")).isEqualTo("$-1\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"4", "1", "0", "-3", "33"})
    void versionThereIsNoneOfIsRefusedAndChangesNothing(String version) {
        Talk talk = Talk.open();
        assertThat(talk.ask("HELLO", version, "SETNAME", "x")).isEqualTo("-NOPROTO unsupported protocol version\r\n");
        assertThat(talk.ask("GET", "k")).isEqualTo("$-1\r\n");
        assertThat(talk.ask("CLIENT", "GETNAME")).isEqualTo("$-1\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "", "3x", "9999999999"})
    void versionThatIsNoNumberIsRefused(String version) {
        assertThat(Talk.open().ask("HELLO", version))
                .isEqualTo("-ERR Protocol version is not an integer or out of range\r\n");
    }

    @Test
    void helloNamesTheConnection() {
        Talk talk = Talk.open();
        assertThat(talk.ask("HELLO", "3", "SETNAME", "deployer")).isEqualTo(RESP3);
        assertThat(talk.ask("CLIENT", "GETNAME")).isEqualTo("$8\r\ndeployer\r\n");
    }

    @Test
    void helloWithoutPasswordConfiguredAcceptsTheDefaultUser() {
        assertThat(Talk.open().ask("HELLO", "3", "AUTH", "default", "anything")).isEqualTo(RESP3);
        assertThat(Talk.open().ask("HELLO", "3", "AUTH", "someone", "anything")).startsWith("-WRONGPASS ");
    }

    @Test
    void helloLogsInNamesAndSwitchesAtOnce() {
        Talk talk = Talk.withPassword();
        assertThat(talk.ask("HELLO", "3", "AUTH", "default", Talk.PASSWORD, "SETNAME", "n"))
                .isEqualTo(RESP3);
        assertThat(talk.ask("CLIENT", "GETNAME")).isEqualTo("$1\r\nn\r\n");
        assertThat(talk.ask("GET", "k")).isEqualTo("_\r\n");
    }

    @Test
    void helloWithWrongPasswordChangesNothing() {
        Talk talk = Talk.withPassword();
        assertThat(talk.ask("HELLO", "3", "SETNAME", "n", "AUTH", "default", "wrong"))
                .isEqualTo("-WRONGPASS invalid username-password pair or user is disabled.\r\n");
        assertThat(talk.ask("GET", "k")).startsWith("-NOAUTH ");
        talk.ask("AUTH", Talk.PASSWORD);
        assertThat(talk.ask("GET", "k")).isEqualTo("$-1\r\n");
        assertThat(talk.ask("CLIENT", "GETNAME")).isEqualTo("$-1\r\n");
    }

    @Test
    void helloWithoutLoginIsRefusedWhereAPasswordIsRequired() {
        Talk talk = Talk.withPassword();
        String refusal =
                "-NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO <proto> AUTH"
                        + " <user> <pass> option can be used to authenticate the client and select the RESP protocol version at the"
                        + " same time\r\n";
        assertThat(talk.ask("HELLO")).isEqualTo(refusal);
        assertThat(talk.ask("HELLO", "3")).isEqualTo(refusal);
        talk.ask("AUTH", Talk.PASSWORD);
        assertThat(talk.ask("HELLO", "3")).isEqualTo(RESP3);
    }

    @Test
    void optionThereIsNoneOfIsASyntaxError() {
        Talk talk = Talk.open();
        assertThat(talk.ask("HELLO", "3", "NAME", "x")).isEqualTo(SYNTAX + "NAME'\r\n");
        assertThat(talk.ask("HELLO", "3", "SETNAME")).isEqualTo(SYNTAX + "SETNAME'\r\n");
        assertThat(talk.ask("HELLO", "3", "AUTH", "default")).isEqualTo(SYNTAX + "AUTH'\r\n");
        assertThat(talk.ask("GET", "k")).isEqualTo("$-1\r\n");
    }

    @Test
    void echoedOptionCannotBeginAnotherReply() {
        assertThat(Talk.open().ask("HELLO", "3", "x\r\n+OK\r\n")).isEqualTo(SYNTAX + "x??+OK??'\r\n");
    }

    @Test
    void nameWithABlankIsRefused() {
        assertThat(Talk.open().ask("HELLO", "3", "SETNAME", "a b"))
                .startsWith("-ERR Client names cannot contain spaces");
    }
}
