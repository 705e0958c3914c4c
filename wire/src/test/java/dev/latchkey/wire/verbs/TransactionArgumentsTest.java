package dev.latchkey.wire.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.wire.Answer;
import dev.latchkey.wire.ReplyDecoder;
import dev.latchkey.wire.Requests;
import dev.latchkey.wire.RespValue;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The arguments of TXN, and the refusals of transactions as a client reads them. */
final class TransactionArgumentsTest {

    private static final Command.Transaction TRANSACTION = new Command.Transaction(List.of(
            new Command.Check(Key.of("a"), Version.of(3)), new Command.Put(Key.of("k"), Value.of("v"), Version.NONE)));

    @Test
    void everyOperationIsReadWithItsOptions() {
        Decoded decoded = Requests.decode("TXN 4 3 check a 3 7 PUT k v 0 GUARD g 1 2 GETV k 2 get k".split(" ", -1));

        assertThat(decoded)
                .isEqualTo(new Decoded.ForStore(
                        Verb.TXN,
                        new Command.Transaction(List.of(
                                new Command.Check(Key.of("a"), Version.of(3)),
                                new Command.Put(
                                        Key.of("k"),
                                        Value.of("v"),
                                        Version.NONE,
                                        null,
                                        new Command.Guard(Key.of("g"), Version.of(1))),
                                new Command.Read(Key.of("k"), true),
                                new Command.Read(Key.of("k"), false)))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 2 GET k | count '0' is not a decimal number from 1 to 128",
                "129 2 GET k | count '129' is not a decimal number from 1 to 128",
                "2 2 GET k | operation 2 is missing",
                "2 2 GET k 2 | operation 2 is missing",
                "1 3 GET k | operation 1 has 3 words, but only 2 follow",
                "1 0 GET k | argc of operation 1 '0' is not a decimal number from 1 to 2147483647",
                "1 -1 GET k | argc of operation 1 '-1' is not a decimal number from 1 to 2147483647",
                "1 4294967298 GET k | argc of operation 1 '4294967298' is not a decimal number from 1 to 2147483647",
                "1 2 GET k k | 1 words follow the last operation",
            })
    void countsThatDoNotFitAreRefused(String words, String reason) {
        assertThat(Requests.refusal(("TXN " + words).split(" ", -1)))
                .isEqualTo("ERR " + reason + ": " + Verb.TXN.advice());
    }

    @Test
    void operationsOfTooManyBytesAreRefused() {
        String value = "v".repeat(700_000);
        assertThat(Requests.refusal("TXN", "2", "4", "PUT", "a", value, "0", "4", "PUT", "b", value, "0"))
                .startsWith("ERR the operations of the transaction have 1400130 bytes: the maximum is 1310720: TXN");
    }

    private static Answer decoded(String error) {
        return ReplyDecoder.decode(TRANSACTION, new RespValue.ErrorLine(error));
    }

    private static Answer refused(int operation, Reply reason) {
        return new Answer.OfStore(new Reply.TransactionRefused(operation, reason));
    }

    @Test
    void refusalOfAnOperationIsDecodedWithItsNumber() {
        assertThat(decoded("EXECABORT 2 ERRVERSION 5 is the current version"))
                .isEqualTo(refused(2, new Reply.Conflict(Version.of(5))));
        assertThat(decoded("EXECABORT 128 ERRNOKEY there is no such key")).isEqualTo(refused(128, new Reply.NoKey()));
        assertThat(decoded("EXECABORT 2 ERRFULL the session owns the maximum number of keys: delete some"))
                .isEqualTo(refused(2, new Reply.Refused(Reply.Refusal.OWNED_KEYS_FULL)));
        for (String unknown : List.of(
                "EXECABORT Transaction discarded because of previous errors.",
                "EXECABORT 0 ERRNOKEY x",
                "EXECABORT 129 ERRNOKEY x",
                "EXECABORT 2",
                "EXECABORT 2 ERRNEW of a newer server")) {
            assertThat(decoded(unknown)).isEqualTo(new Answer.OfServer(new RespValue.ErrorLine(unknown)));
        }
    }
}
