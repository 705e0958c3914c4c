package dev.latchkey.check.format;

import static dev.latchkey.check.format.Jepsen.event;
import static dev.latchkey.check.format.Jepsen.invoke;
import static dev.latchkey.check.format.Jepsen.ok;
import static dev.latchkey.check.format.Jepsen.read;
import static dev.latchkey.check.format.Jepsen.verdict;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.latchkey.check.CheckLimits;
import dev.latchkey.check.Verdict;
import dev.latchkey.check.Verdict.Word;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the events of Jepsen histories mean: values, failures, keys, versions, and the models that they imply. */
final class JepsenMeaningTest {

    private static final String WRITE_5 = ok(0, "write", "5", "5");

    // Collections.

    @ParameterizedTest
    @ValueSource(strings = {"[1 2 3]", "#{1}", "{:a 1}", "(1)", "[]"})
    void collectionIsAValueOfARegister(String collection) throws IOException {
        assertThat(verdict(ok(0, "read", "nil", collection) + invoke(1, "write", "1")))
                .isEqualTo(Word.ILLEGAL);
        assertThat(verdict(ok(0, "write", collection, collection) + ok(1, "read", "nil", collection)))
                .isEqualTo(Word.OK);
    }

    // Equality.

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{:a 1, :b 2} | {:b 2 :a 1} | true",
                "#{1 2} | #{2 1} | true",
                "[1 2 3] | (1 2 3) | true",
                "[1 2 3] | [3 2 1] | false",
                "#{1} | [1] | false",
                "[1 [2 {:a #{3 4}}] 5] | [1 [2 {:a #{4 3}}] 5] | true",
                "1 | \"1\" | false",
                ":a | \":a\" | false",
                "true | \"true\" | false",
                "[1 2 3] | \"[1 2 3]\" | false",
                "x | \"x\" | false",
                "\\x | \"x\" | false",
                "#inst \"2020\" | \"2020\" | false",
                "[\"a b\" 1 2] | [\"a\" \"b\" 1 2] | false",
                "[\"a\\\" \\\"b\" 1 2] | [\"a\" \"b\" 1 2] | false",
                "1e3 | 1000.0 | true",
                "1.50 | 1.5 | true",
                "1.50M | 1.5M | true",
                "-0.0 | 0.0 | true",
                "7N | 7 | true",
                "+7 | 7 | true",
                "007 | 7 | true",
                "1 | 1.0 | false",
                "1 | 2 | false",
                "1e400000000000M | 1e400000000001M | false",
                "\"\\u00e9\" | \"é\" | true",
                "\\u00e9 | \\é | true",
                "\\newline | \\u000a | true",
                "\"\\t\" | \"\\u0009\" | true",
            })
    void valuesAreEqualAsEdnSays(String one, String other, boolean equal) throws IOException {
        String history = ok(0, "write", one, one) + ok(1, "read", "nil", other);
        assertThat(verdict(history)).isEqualTo(equal ? Word.OK : Word.ILLEGAL);
        Recording again = RoundTrip.throughEdn(read(history));
        assertThat(NamedModel.REGISTER.history(again).check(CheckLimits.DEFAULT).word())
                .isEqualTo(equal ? Word.OK : Word.ILLEGAL);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | 1.0 | true",
                "1000 | 1e3 | true",
                "0.1 | 1e-1 | true",
                "1 | \"1\" | false",
                "null | \"null\" | false",
                "{\"a\":1,\"b\":[2]} | {\"b\":[2],\"a\":1} | true",
                "{\"a\":1} | {\"a\":2} | false",
                "{\"a 1, :b\":2} | {\"a\":1,\"b\":2} | false",
                "\"\\u00e9\" | \"é\" | true",
            })
    void valuesAreEqualAsJsonSays(String one, String other, boolean equal) throws IOException {
        String event = "{\"process\":0,\"type\":\"%s\",\"f\":\"%s\",\"value\":%s}%n";
        String history = String.format(event, "invoke", "write", one)
                + String.format(event, "ok", "write", one)
                + String.format(event, "invoke", "read", "null")
                + String.format(event, "ok", "read", other);
        assertThat(verdict(history)).isEqualTo(equal ? Word.OK : Word.ILLEGAL);
    }

    // Failures.

    private static String failedCas(String error) {
        return WRITE_5
                + invoke(1, "cas", "[5 6]")
                + event(1, "fail", "cas", "[5 6]", error)
                + ok(0, "read", "nil", "5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":not-leader", "[:not-leader 3]", "\"connection refused\"", "{:type :aborted}"})
    void failedCompareAndSetOnlyDidNotTakeEffect(String error) throws IOException {
        assertThat(verdict(failedCas(error))).isEqualTo(Word.OK);
        assertThat(verdict(failedCas(error) + ok(0, "read", "nil", "6"))).isEqualTo(Word.ILLEGAL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ":precondition",
                ":precondition-failed",
                ":cas-mismatch",
                ":value-mismatch",
                ":did-not-succeed",
                "[:cas-mismatch 4]",
                "\"precondition-failed\"",
                "{:type :precondition}"
            })
    void reasonMaySayThatTheCompareAndSetFoundAnotherValue(String error) throws IOException {
        assertThat(verdict(failedCas(error))).isEqualTo(Word.ILLEGAL);
        assertThat(verdict(failedCas(error).replace("[5 6]", "[4 6]"))).isEqualTo(Word.OK);
    }

    @Test
    void switchMakesAFailureWithoutAReasonAMismatch() throws IOException {
        ReadOptions options = new ReadOptions(null, true);
        for (String error : List.of("", ":not-leader")) {
            assertThat(NamedModel.CAS_REGISTER
                            .history(read(failedCas(error), options))
                            .check(CheckLimits.DEFAULT)
                            .word())
                    .isEqualTo(error.isEmpty() ? Word.ILLEGAL : Word.OK);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {":timed-out", "[:timed-out \"x\"]", "\"timeout\""})
    void failureByTimeoutMayHaveTakenEffect(String error) throws IOException {
        String failed = invoke(0, "write", "6") + event(0, "fail", "write", "6", error);
        assertThat(verdict(failed + ok(1, "read", "nil", "6"))).isEqualTo(Word.OK);
        assertThat(verdict(failed + ok(1, "read", "nil", "nil"))).isEqualTo(Word.OK);
    }

    @Test
    void lastColumnOfTheTextLogIsTheReason() throws IOException {
        String log = "0\t:invoke\t:write\t6\n0\t:fail\t:write\t6\t%s\n1\t:invoke\t:read\tnil\n1\t:ok\t:read\t6\n";
        assertThat(verdict(String.format(log, ":timed-out"))).isEqualTo(Word.OK);
        assertThat(verdict(String.format(log, ":refused"))).isEqualTo(Word.ILLEGAL);
        assertThat(verdict(String.format(log, "connection refused: [n1"))).isEqualTo(Word.ILLEGAL);
        assertThat(verdict(String.format(log, ":timed-out").replace('\t', ' '))).isEqualTo(Word.OK);
        String cas = "0\t:invoke\t:cas\t[nil 6]\n0\t:fail\t:cas\t[nil 6]\t%s\n";
        assertThat(verdict(String.format(cas, ":precondition-failed"))).isEqualTo(Word.ILLEGAL);
        assertThat(verdict(String.format(cas, ":refused"))).isEqualTo(Word.UNKNOWN);
    }

    // Keys.

    @Test
    void keysOfEveryFunctionAreRecognized() throws IOException {
        assertThat(verdict(ok(0, "add", "[1 5]", "[1 5]")
                        + ok(0, "add", "[2 6]", "[2 6]")
                        + ok(0, "read", "[1 nil]", "[1 #{5}]")
                        + ok(0, "read", "[2 nil]", "[2 [6]]")))
                .isEqualTo(Word.OK);
        assertThat(verdict(ok(0, "add", "[1 5]", "[1 5]") + ok(0, "read", "[1 nil]", "[1 #{6}]")))
                .isEqualTo(Word.ILLEGAL);
        assertThat(verdict(ok(0, "acquire", "[1 nil]", "[1 nil]")
                        + ok(0, "acquire", "[2 nil]", "[2 nil]")
                        + ok(0, "release", "[1 nil]", "[1 nil]")))
                .isEqualTo(Word.OK);
        assertThat(verdict(ok(0, "acquire", "[1 nil]", "[1 nil]") + ok(1, "acquire", "[1 nil]", "[1 nil]")))
                .isEqualTo(Word.ILLEGAL);
        String queues = ok(0, "enqueue", "[1 5]", "[1 5]")
                + ok(0, "enqueue", "[2 6]", "[2 6]")
                + ok(0, "dequeue", "[2 nil]", "[2 6]")
                + ok(0, "dequeue", "[1 nil]", "[1 5]");
        assertThat(verdict(NamedModel.FIFO_QUEUE, queues)).isEqualTo(Word.OK);
        assertThat(verdict(NamedModel.FIFO_QUEUE, queues + ok(0, "dequeue", "[1 nil]", "[1 6]")))
                .isEqualTo(Word.ILLEGAL);
        assertThat(verdict(ok(0, "put", "[1 \"a\"]", "[1 \"a\"]") + ok(0, "get", "[2 nil]", "[2 nil]")))
                .isEqualTo(Word.OK);
    }

    @Test
    void oneValueThatIsNotAPairDecidesForTheFile() throws IOException {
        String pairs = ok(0, "write", "[1 5]", "[1 5]") + ok(0, "write", "[2 6]", "[2 6]");
        assertThat(verdict(pairs + ok(0, "read", "[1 nil]", "[1 5]"))).isEqualTo(Word.OK);
        assertThat(verdict(pairs + ok(0, "read", "nil", "[1 5]") + ok(0, "write", "7", "7")))
                .isEqualTo(Word.ILLEGAL);
        assertThat(verdict(pairs + ok(0, "read", "nil", "[2 6]") + ok(0, "write", "7", "7")))
                .isEqualTo(Word.OK);
    }

    @Test
    void keysThatOnlyResultsNameAreSaid() throws IOException {
        String write = ok(0, "write", "[1 5]", "[1 5]");
        assertThat(read(write + ok(0, "read", "[1 nil]", "[1 5]")).remarks()).isEmpty();
        assertThat(read(write + ok(0, "read", "nil", "[1 5]")).remarks())
                .containsExactly(
                        "all values are pairs and are read as [key value], although some operations are invoked"
                                + " without a value");
    }

    @Test
    void keysOfDifferentTypesAreDifferent() throws IOException {
        assertThat(verdict(ok(0, "write", "[1 5]", "[1 5]")
                        + ok(0, "write", "[\"1\" 6]", "[\"1\" 6]")
                        + ok(0, "read", "[1 nil]", "[1 5]")))
                .isEqualTo(Word.OK);
    }

    @Test
    void operationWithoutAKeyAmongKeysIsAnError() {
        assertThatExceptionOfType(BadHistoryException.class)
                .isThrownBy(() -> read(ok(0, "acquire", "[1 nil]", "[1 nil]") + ok(1, "acquire", "nil", "nil")))
                .withMessage(
                        "line 3: the operation called in this line has no key, although all other values are [key value]");
    }

    // Versions.

    private static final String VERSIONED = ok(0, "read", "[7 [nil nil]]", "[7 [nil nil]]")
            + ok(0, "write", "[7 [nil 3]]", "[7 [1 3]]")
            + invoke(1, "cas", "[7 [nil [9 4]]]")
            + event(1, "fail", "cas", "[7 [nil [9 4]]]", ":did-not-succeed")
            + ok(1, "cas", "[7 [nil [3 4]]]", "[7 [2 [3 4]]]")
            + ok(0, "read", "[7 [nil nil]]", "[7 [2 4]]");

    @Test
    void versionedRegistersOfEtcdAreRecognized() throws IOException {
        assertThat(read(VERSIONED).header().model()).isEqualTo("blind-versioned-register");
        assertThat(verdict(VERSIONED)).isEqualTo(Word.OK);
        String withoutKeys = VERSIONED.replaceAll(":value \\[7 (.*)\\]([,}])", ":value $1$2");
        assertThat(read(withoutKeys).header().model()).isEqualTo("blind-versioned-register");
        assertThat(verdict(withoutKeys)).isEqualTo(Word.OK);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[7 [2 4]] | [7 [1 4]]",
                "[7 [2 4]] | [7 [2 3]]",
                "[7 [2 4]] | [7 [3 4]]",
                "[7 [2 4]] | [7 [nil nil]]",
                "[7 [1 3]] | [7 [2 3]]",
                "[7 [2 [3 4]]] | [7 [3 [3 4]]]",
                "[7 [nil [9 4]]] | [7 [nil [3 4]]]",
            })
    void versionedRegistersOfEtcdAreChecked(String part, String instead) throws IOException {
        assertThat(VERSIONED).contains(part);
        assertThat(verdict(VERSIONED.replace(part, instead))).isEqualTo(Word.ILLEGAL);
    }

    @Test
    void blindWriteWithoutAResultMayMakeAVersionAtAnyTime() throws IOException {
        String crashed = invoke(0, "write", "[7 [nil 3]]")
                + event(0, "info", "write", "[7 [nil 3]]", ":timeout")
                + ok(1, "write", "[7 [nil 4]]", "[7 [%d 4]]")
                + ok(1, "read", "[7 [nil nil]]", "[7 [%d %d]]");
        assertThat(verdict(String.format(crashed, 1, 1, 4))).isEqualTo(Word.OK);
        assertThat(verdict(String.format(crashed, 2, 2, 4))).isEqualTo(Word.OK);
        assertThat(verdict(String.format(crashed, 1, 2, 3))).isEqualTo(Word.OK);
        assertThat(verdict(String.format(crashed, 3, 3, 4))).isEqualTo(Word.ILLEGAL);
        assertThat(verdict(String.format(crashed, 2, 3, 3))).isEqualTo(Word.ILLEGAL);
    }

    // Models.

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "enqueue | --model fifo-queue or --model unordered-queue",
                "dequeue | --model fifo-queue or --model unordered-queue",
                "drain | --model fifo-queue or --model unordered-queue",
                "read | its operations only read (:read)",
                "get | its operations only read (:get)",
                "frob | no model has all of its operations (:frob)",
                "delete | no model has all of its operations (:delete)",
            })
    void modelIsNotGuessedFromTooLittle(String f, String mention) throws IOException {
        Recording recording = read(ok(0, f, "1", "[1]"));
        assertThat(recording.header().model()).isNull();
        assertThat(recording.noModel()).contains(mention);
    }

    @Test
    void functionsOfSeveralModelsImplyNone() throws IOException {
        assertThat(read(ok(0, "write", "1", "1") + ok(0, "add", "1", "1")).noModel())
                .contains("(:add, :write)");
    }

    @Test
    void transactionsAreRefusedByName() {
        assertThatExceptionOfType(BadHistoryException.class)
                .isThrownBy(() -> read(ok(0, "txn", "[[:append 1 2]]", "[[:append 1 2]]")))
                .withMessageContaining("line 1: a transaction (:txn)")
                .withMessageContaining("https://github.com/jepsen-io/elle");
    }

    @Test
    void lockIsReleasedByItsHolderUnlessItHasNoOwners() throws IOException {
        String passedOn =
                ok(0, "acquire", "nil", "nil") + ok(1, "release", "nil", "nil") + ok(2, "acquire", "nil", "nil");
        assertThat(verdict(passedOn)).isEqualTo(Word.ILLEGAL);
        assertThat(verdict(NamedModel.OWNERLESS_MUTEX, passedOn)).isEqualTo(Word.OK);
        assertThat(verdict(NamedModel.OWNERLESS_MUTEX, passedOn + ok(3, "acquire", "nil", "nil")))
                .isEqualTo(Word.ILLEGAL);
    }

    @Test
    void initialValueIsThatOfEveryRegister() throws IOException {
        Recording recording = read(ok(0, "read", "nil", "5") + invoke(1, "write", "6"));
        assertThat(NamedModel.REGISTER
                        .history(recording, "5")
                        .check(CheckLimits.DEFAULT)
                        .word())
                .isEqualTo(Word.OK);
        assertThat(NamedModel.REGISTER
                        .history(recording, "\"5\"")
                        .check(CheckLimits.DEFAULT)
                        .word())
                .isEqualTo(Word.ILLEGAL);
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> NamedModel.MUTEX.history(recording, "5"))
                .withMessageContaining("no initial value");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> NamedModel.REGISTER.history(recording, "5 6"));
    }

    @Test
    void valueThatNobodyWroteHintsAtAnInitialValue() throws IOException {
        assertThat(hints(ok(0, "read", "nil", "5") + ok(1, "write", "6", "6")))
                .containsExactly(
                        "No operation wrote 5. If the register held it before the history, use --initial='5'.");
        assertThat(hints(ok(0, "cas", "[5 6]", "[5 6]"))).hasSize(1);
        assertThat(hints(ok(0, "read", "nil", "5") + ok(1, "write", "5", "5"))).isEmpty();
        assertThat(hints(ok(0, "write", "6", "6") + ok(1, "read", "nil", "5")))
                .as("the initial value was replaced")
                .isEmpty();
        assertThat(hints(ok(0, "write", "5", "5") + ok(1, "read", "nil", "nil")))
                .isEmpty();
        assertThat(hints(ok(0, "acquire", "nil", "nil") + ok(1, "acquire", "nil", "nil")))
                .containsExactly("If any client may release the lock, use --model=ownerless-mutex.");
    }

    private static List<String> hints(String text) throws IOException {
        Recording recording = read(text);
        History<?, ?, ?> history = NamedModel.named(
                        Objects.requireNonNull(recording.header().model()))
                .orElseThrow()
                .history(recording);
        return history.hints((Verdict.Illegal) history.check(CheckLimits.DEFAULT));
    }

    // Queues.

    @Test
    void drainIsAsManyDequeues() throws IOException {
        String two = ok(0, "enqueue", "1", "1") + ok(0, "enqueue", "2", "2");
        assertThat(verdict(NamedModel.UNORDERED_QUEUE, two + ok(0, "drain", "nil", "[2 1]")))
                .isEqualTo(Word.OK);
        assertThat(verdict(NamedModel.UNORDERED_QUEUE, two + ok(0, "drain", "nil", "[3]")))
                .isEqualTo(Word.ILLEGAL);
        assertThat(verdict(NamedModel.UNORDERED_QUEUE, two + ok(0, "drain", "nil", "nil")))
                .isEqualTo(Word.OK);
        assertThat(verdict(
                        NamedModel.UNORDERED_QUEUE, two + ok(0, "drain", "nil", "[1]") + ok(0, "dequeue", "nil", "1")))
                .isEqualTo(Word.ILLEGAL);
    }

    @Test
    void drainWithoutAResultMayHaveTakenAnyElements() throws IOException {
        String two = ok(0, "enqueue", "1", "1") + ok(0, "enqueue", "2", "2");
        String crashed = two + invoke(1, "drain", "nil") + event(1, "info", "drain", "nil", ":crash");
        for (NamedModel model : List.of(NamedModel.FIFO_QUEUE, NamedModel.UNORDERED_QUEUE)) {
            assertThat(verdict(model, two + ok(0, "dequeue", "nil", "nil"))).isEqualTo(Word.ILLEGAL);
            assertThat(verdict(model, crashed + ok(0, "dequeue", "nil", "nil"))).isEqualTo(Word.OK);
            assertThat(verdict(model, crashed + ok(0, "dequeue", "nil", "2"))).isEqualTo(Word.OK);
            assertThat(verdict(model, crashed + ok(0, "dequeue", "nil", "nil") + ok(0, "dequeue", "nil", "2")))
                    .isEqualTo(Word.ILLEGAL);
        }
        assertThat(verdict(
                        NamedModel.FIFO_QUEUE, crashed + ok(0, "dequeue", "nil", "2") + ok(0, "dequeue", "nil", "1")))
                .isEqualTo(Word.ILLEGAL);
    }
}
