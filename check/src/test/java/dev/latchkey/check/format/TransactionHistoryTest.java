package dev.latchkey.check.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.latchkey.check.CheckLimits;
import dev.latchkey.check.Verdict;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Histories of the model versioned-transactions. */
class TransactionHistoryTest {

    private static final String HEADER =
            "{\"format\":\"latchkey-history\",\"version\":1,\"model\":\"versioned-transactions\"}\n";

    private static History<?, ?, ?> history(String lines) throws IOException {
        return NamedModel.VERSIONED_TRANSACTIONS.history(HistoryReader.read(RoundTrip.bytes(HEADER + lines)));
    }

    private static String call(int operation, String rest) {
        return "{\"t\":" + 10 * operation + ",\"p\":0,\"op\":" + operation + ",\"e\":\"call\"," + rest + "}\n";
    }

    private static String returned(int operation, String rest) {
        return "{\"t\":" + (10 * operation + 5) + ",\"p\":0,\"op\":" + operation + ",\"e\":\"ret\"," + rest + "}\n";
    }

    private static String txn(int operation, String steps, String result) {
        return call(operation, "\"f\":\"txn\",\"ops\":[" + steps + "]") + returned(operation, result);
    }

    /** The example of docs/format/history.md. */
    private static String example() throws IOException {
        String page = FormatPage.text();
        int from = page.indexOf("{\"format\":\"latchkey-history\",\"version\":1,\"model\":\"versioned-transactions\"");
        return page.substring(from, page.indexOf("```", from));
    }

    @Test
    void theExampleOfThePageIsLinearizable() throws IOException {
        Recording recording = HistoryReader.read(RoundTrip.bytes(example()));
        History<?, ?, ?> history = NamedModel.named(
                        Objects.requireNonNull(recording.header().model()))
                .orElseThrow()
                .history(recording);
        assertThat(history.size()).isEqualTo(5);
        assertThat(history.parts().keySet()).containsExactly("alice, bob, order/17", "color");
        assertThat(history.check(CheckLimits.DEFAULT)).isInstanceOf(Verdict.Ok.class);
    }

    @Test
    void aTransactionIsReadAsItWasWritten() throws IOException {
        RecordedCall call = RecordedCall.of("txn")
                .steps(List.of(
                        RecordedCall.of("check").key("a").version(0),
                        RecordedCall.of("put")
                                .key(Payload.of(new byte[] {-1}))
                                .value("x")
                                .version(3),
                        RecordedCall.of("getv").key("a")));
        RecordedResult done = RecordedResult.of("OK")
                .results(List.of(
                        RecordedResult.of("OK"),
                        RecordedResult.of("OK").version(4),
                        RecordedResult.of("OK").value("y").version(2)));
        RecordedResult refused =
                RecordedResult.of("REFUSED").at(2).cause("ERRVERSION").version(7);
        Recording written = new Recording(
                HistoryHeader.of("versioned-transactions"),
                List.of(
                        new RecordedOperation(2, 0, 1, call, 2, done),
                        new RecordedOperation(4, 0, 3, call, 4, refused)),
                List.of(),
                List.of());
        assertThat(HistoryReader.read(RoundTrip.bytes(RoundTrip.jsonLines(written))))
                .isEqualTo(written);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RoundTrip.edn(written))
                .withMessageContaining("no transactions");
    }

    @Test
    void keysOfOneTransactionAreCheckedTogether() throws IOException {
        String create = txn(
                0,
                "{\"f\":\"put\",\"k\":\"a\",\"v\":\"1\",\"ver\":0},{\"f\":\"put\",\"k\":\"b\",\"v\":\"1\",\"ver\":0}",
                "\"r\":\"OK\",\"rs\":[{\"r\":\"OK\",\"ver\":1},{\"r\":\"OK\",\"ver\":1}]");
        String alone = call(1, "\"f\":\"get\",\"k\":\"c\"") + returned(1, "\"r\":\"ERRNOKEY\"");
        String read = txn(
                2,
                "{\"f\":\"get\",\"k\":\"a\"},{\"f\":\"getv\",\"k\":\"b\"}",
                "\"r\":\"OK\",\"rs\":[{\"r\":\"OK\",\"v\":\"1\"},{\"r\":\"ERRNOKEY\"}]");
        History<?, ?, ?> history = history(create + alone + read);
        assertThat(history.parts().keySet()).containsExactly("a, b", "c");
        Verdict verdict = history.check(CheckLimits.DEFAULT);
        assertThat(verdict).isInstanceOf(Verdict.Illegal.class);
        assertThat(((Verdict.Illegal) verdict).part()).isEqualTo("a, b");
    }

    @Test
    void groupsOfTheSameNameAreCheckedCorrectly() throws IOException {
        String pair = txn(
                0,
                "{\"f\":\"get\",\"k\":\"a\"},{\"f\":\"get\",\"k\":\"b\"}",
                "\"r\":\"OK\",\"rs\":[{\"r\":\"ERRNOKEY\"},{\"r\":\"ERRNOKEY\"}]");
        String single =
                call(1, "\"f\":\"put\",\"k\":\"a, b\",\"v\":\"1\",\"ver\":0") + returned(1, "\"r\":\"OK\",\"ver\":1");
        History<?, ?, ?> history = history(pair + single);
        assertThat(history.parts().keySet()).containsExactly("a, b");
        assertThat(history.check(CheckLimits.DEFAULT)).isInstanceOf(Verdict.Ok.class);
    }

    @Test
    void readsWithoutAnAnswerAreLeftOutAndWritesAreNot() throws IOException {
        String read =
                call(0, "\"f\":\"txn\",\"ops\":[{\"f\":\"get\",\"k\":\"a\"},{\"f\":\"check\",\"k\":\"a\",\"ver\":1}]");
        String write = call(1, "\"f\":\"txn\",\"ops\":[{\"f\":\"delete\",\"k\":\"a\",\"ver\":1}]");
        History<?, ?, ?> history = history(read + write);
        assertThat(history.size()).isEqualTo(1);
        assertThat(history.remarks()).anyMatch(remark -> remark.contains("1 read was left out"));
    }

    @Test
    void whatALineMustNotContainIsAnError() {
        Map<String, String> wrong = Map.ofEntries(
                Map.entry("\"ops\":[]", "txn has no operations"),
                Map.entry("\"k\":\"a\",\"ops\":[{\"f\":\"get\",\"k\":\"a\"}]", "txn has \"k\""),
                Map.entry(
                        "\"v\":\"a\",\"ops\":[{\"f\":\"get\",\"k\":\"a\"}]",
                        "has \"v\", which this model does not use"),
                Map.entry("\"ops\":[{\"f\":\"get\"}]", "get in txn has no key"),
                Map.entry("\"ops\":[{\"f\":\"get\",\"k\":\"a\",\"ver\":1}]", "get in txn has \"ver\""),
                Map.entry("\"ops\":[{\"f\":\"put\",\"k\":\"a\",\"ver\":1}]", "put has no value"),
                Map.entry("\"ops\":[{\"f\":\"check\",\"k\":\"a\"}]", "check has no version"),
                Map.entry("\"ops\":[{\"f\":\"delete\",\"k\":\"a\",\"ver\":0}]", "delete has version 0"),
                Map.entry("\"ops\":[{\"f\":\"incr\",\"k\":\"a\"}]", "\"f\" is \"incr\""),
                Map.entry("\"ops\":[{\"f\":\"get\",\"k\":\"a\",\"ops\":[]}]", "occurs within another"),
                Map.entry("\"ops\":[{\"f\":\"get\",\"k\":\"a\",\"cause\":\"x\"}]", "cannot have \"cause\""),
                Map.entry("\"ops\":[1]", "must be an array of objects"),
                Map.entry("\"ops\":{}", "must be an array of objects"),
                Map.entry("\"rs\":[]", "cannot have \"rs\""),
                Map.entry("\"at\":1", "cannot have \"at\""));
        wrong.forEach((fields, message) -> assertThatExceptionOfType(BadHistoryException.class)
                .as(fields)
                .isThrownBy(() -> history(call(0, "\"f\":\"txn\"," + fields)))
                .withMessageContaining(message));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "\"r\":\"OK\" | has 0 results \"rs\" for 2 operations",
                "\"r\":\"OK\",\"rs\":[{\"r\":\"OK\"}] | has 1 result \"rs\" for 2 operations",
                "\"r\":\"OK\",\"rs\":[{\"r\":\"OK\",\"ver\":1},{\"r\":\"OK\",\"ver\":1}] | OK to check in txn has \"ver\"",
                "\"r\":\"OK\",\"rs\":[{\"r\":\"ERRNOKEY\"},{\"r\":\"OK\",\"ver\":1}] | must be OK or UNKNOWN",
                "\"r\":\"OK\",\"rs\":[{\"r\":\"OK\"},{\"r\":\"OK\"}] | OK to put has no version",
                "\"r\":\"OK\",\"at\":1,\"rs\":[{\"r\":\"OK\"},{\"r\":\"OK\",\"ver\":1}] | OK to txn has \"at\"",
                "\"r\":\"REFUSED\",\"at\":3,\"cause\":\"ERRNOKEY\" | must have \"at\" from 1 to 2",
                "\"r\":\"REFUSED\",\"cause\":\"ERRNOKEY\" | must have \"at\" from 1 to 2",
                "\"r\":\"REFUSED\",\"at\":1,\"cause\":\"ERRNOKEY\",\"ver\":1 | REFUSED with ERRNOKEY has \"ver\"",
                "\"r\":\"REFUSED\",\"at\":1,\"cause\":\"ERRVERSION\" | ERRVERSION has no version",
                "\"r\":\"REFUSED\",\"at\":1,\"cause\":\"ERRFULL\" | it must be ERRVERSION or ERRNOKEY",
                "\"r\":\"ERRVERSION\",\"ver\":1 | it must be OK, REFUSED or UNKNOWN",
                "\"r\":\"MAYBE\" | for this model it must be OK, REFUSED or UNKNOWN",
                "\"r\":\"OK\",\"ops\":[] | cannot have \"ops\"",
            })
    void whatAResultMustNotContainIsAnError(String result, String message) {
        String steps = "{\"f\":\"check\",\"k\":\"a\",\"ver\":0},{\"f\":\"put\",\"k\":\"a\",\"v\":\"1\",\"ver\":0}";
        assertThatExceptionOfType(BadHistoryException.class)
                .isThrownBy(() -> history(txn(0, steps, result)))
                .withMessageContaining(message);
    }
}
