package dev.latchkey.wire.verbs;

import static dev.latchkey.wire.Requests.SESSION;
import static dev.latchkey.wire.Requests.USER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.wire.Requests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The arguments of SESSION and ONCE, and the options OWNER and GUARD of PUT and DEL. */
class SessionArgumentsTest {

    private static final String ID = "00112233445566778899aabbccddeeff";
    private static final Command.Owner OWNER = new Command.Owner(SESSION, USER);
    private static final Command.Guard GUARD = new Command.Guard(Key.of("g"), Version.of(7));

    private static Command command(String words) {
        return Requests.command(words.split(" ", -1));
    }

    @Test
    void aSessionIsOpenedKeptAndClosedByTheUserOfTheConnection() {
        assertThat(command("SESSION OPEN 1")).isEqualTo(new Command.OpenSession(SESSION, 1, USER));
        assertThat(command("session open 86400000")).isEqualTo(new Command.OpenSession(SESSION, 86_400_000, USER));
        assertThat(command("SESSION KEEP " + ID)).isEqualTo(new Command.RenewSession(SESSION, USER));
        assertThat(command("SESSION Keep " + ID + " 500")).isEqualTo(new Command.KeepSession(SESSION, 500, USER));
        assertThat(command("SESSION CLOSE " + ID)).isEqualTo(new Command.CloseSession(SESSION, USER));
    }

    @Test
    void onlyARenewalOfASessionIsARead() {
        assertThat(command("SESSION KEEP " + ID).isWrite()).isFalse();
        assertThat(command("SESSION KEEP " + ID + " 500").isWrite()).isTrue();
    }

    @Test
    void anIdIsReadInEitherCase() {
        SessionId id = SessionId.parse("abcdefabcdefabcdefabcdefabcdefab");
        assertThat(command("SESSION CLOSE ABCDEFABCDEFABCDEFABCDEFABCDEFAB"))
                .isEqualTo(new Command.CloseSession(id, USER));
    }

    @Test
    void optionsOfAPutStandInEitherOrder() {
        Command both = new Command.Put(Key.of("k"), Value.of("v"), Version.NONE, OWNER, GUARD);
        assertThat(command("PUT k v 0 OWNER " + ID + " GUARD g 7")).isEqualTo(both);
        assertThat(command("PUT k v 0 guard g 7 owner " + ID)).isEqualTo(both);
        assertThat(command("PUT k v 0 OWNER " + ID))
                .isEqualTo(new Command.Put(Key.of("k"), Value.of("v"), Version.NONE, OWNER, null));
        assertThat(command("PUT k v 0 GUARD g 7"))
                .isEqualTo(new Command.Put(Key.of("k"), Value.of("v"), Version.NONE, null, GUARD));
        assertThat(command("DEL k 1 GUARD g 7")).isEqualTo(new Command.Delete(Key.of("k"), Version.of(1), GUARD));
    }

    /** What follows a word is its argument, whatever it looks like. */
    @Test
    void aGuardedKeyCanHaveTheNameOfAnOption() {
        assertThat(command("DEL k 1 GUARD GUARD 0"))
                .isEqualTo(new Command.Delete(
                        Key.of("k"), Version.of(1), new Command.Guard(Key.of("GUARD"), Version.NONE)));
    }

    @Test
    void onceCarriesAWriteWithItsOptions() {
        assertThat(command("ONCE " + ID + " 3 2 PUT k v 0 GUARD g 7 OWNER " + ID))
                .isEqualTo(new Command.Once(
                        SESSION, USER, 3, 2, new Command.Put(Key.of("k"), Value.of("v"), Version.NONE, OWNER, GUARD)));
        assertThat(command("once " + ID + " 1 0 del k 5"))
                .isEqualTo(new Command.Once(SESSION, USER, 1, 0, new Command.Delete(Key.of("k"), Version.of(5))));
        assertThat(command("ONCE " + ID + " 1 0 KEEP 90"))
                .isEqualTo(new Command.Once(SESSION, USER, 1, 0, new Command.KeepSession(SESSION, 90, USER)));
        assertThat(command("ONCE " + ID + " 9223372036854775807 9223372036854775806 Cancel"))
                .isEqualTo(
                        new Command.Once(SESSION, USER, Long.MAX_VALUE, Long.MAX_VALUE - 1, Command.Cancel.INSTANCE));
    }

    /** The state machine refuses it with ERRSEQ, so it must reach the state machine. */
    @Test
    void aSeqThatIsNotAboveAckedIsDecoded() {
        assertThat(command("ONCE " + ID + " 1 1 CANCEL"))
                .isEqualTo(new Command.Once(SESSION, USER, 1, 1, Command.Cancel.INSTANCE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "OWNER|OWNER needs a session",
                "OWNER x|session 'x' is not an id of 32 hex digits",
                "GUARD|GUARD needs a key and a version",
                "GUARD g|GUARD needs a key and a version",
                "GUARD g x|version 'x' is not a decimal number from 0 to 9223372036854775807",
                "GUARD g 7 GUARD g 7|GUARD is given twice",
                "OWNER 00112233445566778899aabbccddeeff owner 00112233445566778899aabbccddeeff|OWNER is given twice",
                "NX|'NX' is not an option",
                "GUARD g 7 x|'x' is not an option",
            })
    void aWrongOptionOfAPutIsNamed(String options, String reason) {
        String tail = !reason.contains("twice") && !reason.contains("number") && !reason.contains("hex")
                ? "; the options are [OWNER session] [GUARD key version]"
                : "";
        assertThat(Requests.refusal(("PUT k v 0 " + options).split(" ", -1)))
                .isEqualTo(
                        "ERR " + reason + tail + ": PUT key value version (0 creates, otherwise the version you read)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "OWNER 00112233445566778899aabbccddeeff|'OWNER' is not an option; the option is [GUARD key version]",
                "GUARD g|GUARD needs a key and a version; the option is [GUARD key version]",
                "GUARD g 7 GUARD g 7|GUARD is given twice",
            })
    void aWrongOptionOfADeleteIsNamed(String options, String reason) {
        assertThat(Requests.refusal(("DEL k 1 " + options).split(" ", -1)))
                .isEqualTo("ERR " + reason + ": DEL key version (the version you read)");
    }

    @ParameterizedTest
    @CsvSource({
        "SESSION LIST x, unknown subcommand 'LIST'",
        "SESSION OPEN 1 2, wrong number of arguments for 'session open'",
        "SESSION KEEP a b c, wrong number of arguments for 'session keep'",
        "SESSION CLOSE a b, wrong number of arguments for 'session close'",
        "SESSION CLOSE 00112233445566778899aabbccddeef, session '00112233445566778899aabbccddeef' is not an id of 32 hex"
                + " digits",
        "SESSION CLOSE 00112233445566778899aabbccddeefg, session '00112233445566778899aabbccddeefg' is not an id of 32"
                + " hex digits",
        "SESSION KEEP -0112233445566778899aabbccddeeff, session '-0112233445566778899aabbccddeeff' is not an id of 32 hex"
                + " digits",
    })
    void aWrongSessionCommandIsRefusedWithTheUsage(String words, String reason) {
        assertThat(Requests.refusal(words.split(" ", -1))).isEqualTo("ERR " + reason + ": " + Verb.SESSION.advice());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "86400001", "1.5", "01", "", "1s", "4294967297", "9223372036854775808"})
    void aTimeToLiveIsOneMillisecondTo24Hours(String ttl) {
        String reason = "ERR time to live '" + ttl + "' is not a decimal number of milliseconds from 1 to 86400000: ";
        assertThat(Requests.refusal("SESSION", "OPEN", ttl)).isEqualTo(reason + Verb.SESSION.advice());
        assertThat(Requests.refusal("SESSION", "KEEP", ID, ttl)).isEqualTo(reason + Verb.SESSION.advice());
        assertThat(Requests.refusal("ONCE", ID, "1", "0", "KEEP", ttl)).isEqualTo(reason + Verb.ONCE.advice());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x 1 0 CANCEL|session 'x' is not an id of 32 hex digits",
                "00112233445566778899aabbccddeeff 0 0 CANCEL|seq '0' is not a decimal number from 1 to"
                        + " 9223372036854775807",
                "00112233445566778899aabbccddeeff 9223372036854775808 0 CANCEL|seq '9223372036854775808' is not a decimal"
                        + " number from 1 to 9223372036854775807",
                "00112233445566778899aabbccddeeff 1 -1 CANCEL|acked '-1' is not a decimal number from 0 to"
                        + " 9223372036854775807",
                "00112233445566778899aabbccddeeff 1 0 GET k|'GET' cannot be sent with ONCE",
                "00112233445566778899aabbccddeeff 1 0 ONCE x|'ONCE' cannot be sent with ONCE",
                "00112233445566778899aabbccddeeff 1 0 SESSION x|'SESSION' cannot be sent with ONCE",
                "00112233445566778899aabbccddeeff 1 0 CANCEL x|wrong number of arguments for 'once cancel'",
                "00112233445566778899aabbccddeeff 1 0 KEEP|wrong number of arguments for 'once keep'",
                "00112233445566778899aabbccddeeff 1 0 KEEP 1 2|wrong number of arguments for 'once keep'",
                "00112233445566778899aabbccddeeff 1 0 PUT k v|wrong number of arguments for the command PUT key value"
                        + " version [OWNER session] [GUARD key version]",
                "00112233445566778899aabbccddeeff 1 0 DEL k|wrong number of arguments for the command DEL key version"
                        + " [GUARD key version]",
                "00112233445566778899aabbccddeeff 1 0 DEL k 0|a delete names the version it deletes, 1 or more",
                "00112233445566778899aabbccddeeff 1 0 PUT k v x|version 'x' is not a decimal number from 0 to"
                        + " 9223372036854775807",
            })
    void aWrongOnceIsRefusedWithTheUsage(String words, String reason) {
        assertThat(Requests.refusal(("ONCE " + words).split(" ", -1)))
                .isEqualTo("ERR " + reason + ": " + Verb.ONCE.advice());
    }
}
