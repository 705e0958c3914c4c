package dev.latchkey.check.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.latchkey.check.CheckLimits;
import dev.latchkey.check.Operation;
import dev.latchkey.check.Verdict;
import dev.latchkey.check.Wording;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HistoryReaderTest {

    private static final String HEADER =
            "{\"format\":\"latchkey-history\",\"version\":1,\"model\":\"versioned-register\"}\n";
    private static final String CALL =
            "{\"t\":5,\"p\":2,\"op\":7,\"e\":\"call\",\"f\":\"put\",\"k\":\"a\",\"v\":\"x\",\"ver\":0}\n";
    private static final String RETURN = "{\"t\":9,\"p\":2,\"op\":7,\"e\":\"ret\",\"r\":\"OK\",\"ver\":1}\n";

    private static Recording read(String text) throws IOException {
        return HistoryReader.read(RoundTrip.bytes(text));
    }

    private static History<?, ?, ?> history(String text) throws IOException {
        return NamedModel.VERSIONED_REGISTER.history(read(text));
    }

    private static void assertRefused(String text, String mention) {
        assertThatExceptionOfType(BadHistoryException.class)
                .isThrownBy(() -> history(text))
                .withMessageContaining(mention);
    }

    @Test
    void exampleOfThePageIsTheGoldenFile() throws IOException {
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("/history/example.jsonl"))) {
            String golden = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(FormatPage.text()).contains("```\n" + golden + "```");
            Recording recording = read(golden);
            assertThat(recording.header())
                    .isEqualTo(HistoryHeader.of("versioned-register")
                            .seed("42")
                            .commit("0f3a9c1")
                            .hashed(4096)
                            .meta("clients", "2"));
            assertThat(recording.faults())
                    .containsExactly(new RecordedFault("partition", 25, 80, "replies to client 0 are lost"));
            assertThat(history(golden).operations())
                    .extracting(Operation::end)
                    .containsExactly(20L, 30L, 90L, Operation.OPEN);
            assertThat(history(golden).check(CheckLimits.DEFAULT)).isEqualTo(new Verdict.Ok());
            // The writer writes the golden file, except for the order of the lines.
            List<String> written =
                    RoundTrip.jsonLines(recording).lines().sorted().toList();
            assertThat(written).isEqualTo(golden.lines().sorted().toList());
        }
    }

    @Test
    void operationsWithoutAKeyAreNotThoseOfTheEmptyKey() throws IOException {
        String other = (CALL + RETURN).replace("\"op\":7", "\"op\":8").replace("\"k\":\"a\",", "");
        String empty = (CALL + RETURN).replace("\"k\":\"a\"", "\"k\":\"\"");
        assertThat(history(HEADER + empty + other).check(CheckLimits.DEFAULT)).isEqualTo(new Verdict.Ok());
    }

    @Test
    void valueCannotForgeALineOfTheExplanation() throws IOException {
        String wrong = (CALL + RETURN)
                .replace("\"v\":\"x\"", "\"v\":\"x\\r\\nforged\"")
                .replace("\"ver\":1", "\"ver\":9");
        assertThat(history(HEADER + wrong).check(CheckLimits.DEFAULT))
                .isInstanceOfSatisfying(Verdict.Illegal.class, illegal -> assertThat(illegal.counterexample()
                                .explanation()
                                .text(Wording.PLAIN)
                                .lines())
                        .anyMatch(line -> line.contains("x\\r\\nforged"))
                        .noneMatch(line -> line.startsWith("forged")));
    }

    @Test
    void resultWithVersionZeroIsIllegal() throws IOException {
        for (String answer : List.of("OK", "ERRVERSION")) {
            String none = RETURN.replace("OK", answer).replace("\"ver\":1", "\"ver\":0");
            for (NamedModel model : List.of(NamedModel.VERSIONED_REGISTER, NamedModel.FLOATING_VERSIONED_REGISTER)) {
                assertThat(model.history(read(HEADER + CALL + none)).check(CheckLimits.DEFAULT))
                        .isInstanceOf(Verdict.Illegal.class);
            }
        }
    }

    @Test
    void base64WithoutPaddingIsRefused() {
        assertRefused(HEADER + CALL.replace("\"k\":\"a\"", "\"k64\":\"YQ\""), "\"k64\" is not valid base64");
    }

    @Test
    void timesMayBeTheLeastAndTheGreatest() throws IOException {
        String text = HEADER + CALL.replace("\"t\":5", "\"t\":" + Long.MIN_VALUE);
        for (long end : new long[] {Long.MIN_VALUE, Long.MAX_VALUE - 1}) {
            assertThat(history(text + RETURN.replace("\"t\":9", "\"t\":" + end)).check(CheckLimits.DEFAULT))
                    .isEqualTo(new Verdict.Ok());
        }
    }

    @Test
    void boundsInThePageMatchTheCode() throws IOException {
        assertThat(FormatPage.text())
                .contains("| bytes of a line | " + HistoryFormat.LINE_BYTES_MAX + " |")
                .contains("`model`) | " + HistoryFormat.WORD_LENGTH_MAX + " |")
                .contains(NamedModel.names().stream()
                        .map(name -> "`" + name + "`")
                        .toArray(String[]::new));
    }

    @Test
    void unansweredCallStaysOpen() throws IOException {
        assertThat(history(HEADER + CALL).operations())
                .singleElement()
                .satisfies(operation -> assertThat(operation.end()).isEqualTo(Operation.OPEN));
        String unknown = RETURN.replace("OK\",\"ver\":1", "UNKNOWN\"");
        assertThat(history(HEADER + CALL + unknown).operations())
                .singleElement()
                .satisfies(operation -> assertThat(operation.end()).isEqualTo(Operation.OPEN));
    }

    @Test
    void unansweredReadIsSkipped() throws IOException {
        String get = "{\"t\":1,\"p\":0,\"op\":0,\"e\":\"call\",\"f\":\"get\",\"k\":\"a\"}\n";
        assertThat(history(HEADER + get).operations()).isEmpty();
    }

    @Test
    void tornReturnLeavesItsOperationOpenAndIsReported() throws IOException {
        for (int length = 1; length < RETURN.length() - 1; length++) {
            History<?, ?, ?> torn = history(HEADER + CALL + RETURN.substring(0, length));
            assertThat(torn.operations()).singleElement().satisfies(operation -> assertThat(operation.end())
                    .isEqualTo(Operation.OPEN));
            assertThat(torn.remarks()).singleElement().asString().contains("line 3", "torn");
        }
    }

    @Test
    void lastLineWithoutALineEndIsComplete() throws IOException {
        History<?, ?, ?> history = history(HEADER + CALL + RETURN.stripTrailing());
        assertThat(history.remarks()).isEmpty();
        assertThat(history.operations()).singleElement().satisfies(operation -> assertThat(operation.end())
                .isEqualTo(9));
    }

    @Test
    void tornLineInTheMiddleIsAnError() {
        assertRefused(HEADER + CALL.substring(0, 20) + "\n" + CALL + RETURN, "line 2: not a complete JSON object");
    }

    @Test
    void emptyLinesCarriageReturnsMarksAndUnknownFieldsAreIgnored() throws IOException {
        String text = "\ufeff"
                + (HEADER + "\n" + CALL.replace("{", "{\"new\":{\"deep\":[1,{}]},") + "  \n" + RETURN)
                        .replace("\n", "\r\n");
        assertThat(history(text).operations()).singleElement().satisfies(operation -> assertThat(operation.end())
                .isEqualTo(9));
    }

    @Test
    void operationsOfOneClientMayOverlapAndLinesMayBeOutOfOrder() throws IOException {
        String later = CALL.replace("\"op\":7", "\"op\":8").replace("\"t\":5", "\"t\":4");
        assertThat(history(HEADER + CALL + later + RETURN).operations()).hasSize(2);
    }

    @Test
    void equalBytesAreEqualInEitherEncoding() throws IOException {
        String twice = HEADER + CALL + CALL.replace("\"op\":7", "\"op\":8").replace("\"v\":\"x\"", "\"v64\":\"eA==\"");
        assertThat(history(twice).operations())
                .extracting(Operation::input)
                .satisfies(inputs -> assertThat(inputs.get(0)).isEqualTo(inputs.get(1)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ver\":0 | ver\":-1 | line 2: field \"ver\" is -1",
                "ver\":0 | ver\":\"0\" | field \"ver\" must be a whole number",
                "ver\":0 | ver\":99999999999999999999 | not a 64-bit number",
                "ver\":0 | ver\":0,\"ver\":0 | \"ver\" occurs twice",
                "ver\":0 | version\":0 | line 2: the operation called in this line: put has no version",
                "\"p\":2, | '' | field \"p\" is missing",
                "\"p\":2, | \"p\":2147483648, | field \"p\" is 2147483648",
                "\"op\":7 | \"op\":1.5 | field \"op\" must be a whole number",
                "\"v\":\"x\" | \"v\":4 | field \"v\" must be text or null",
                "\"v\":\"x\" | \"v\":\"x\",\"v64\":\"eA==\" | \"v\" is given in two encodings",
                "\"v\":\"x\" | \"v64\":\"?\" | \"v64\" is not valid base64",
                "\"v\":\"x\" | \"vh\":\"1:ab\" | \"vh\" is not a valid hash",
                "\"v\":\"x\" | \"v\":null | put has no value",
                "\"f\":\"put\" | \"f\":\"push\" | \"f\" is \"push\"; for this model it must be get, put or delete",
                "\"e\":\"call\" | \"e\":\"cal\" | \"e\" is \"cal\"",
                "\"e\":\"call\" | \"e\":\"ret\",\"r\":\"OK\" | operation 7 returns but is not in flight",
                "} | }} | line 2: ",
                "} | } {} | unexpected data after the object",
            })
    void errorInACallIsNamed(String part, String instead, String mention) {
        assertRefused(
                HEADER
                        + CALL.replaceFirst(
                                java.util.regex.Pattern.quote(part), java.util.regex.Matcher.quoteReplacement(instead)),
                mention);
    }

    @Test
    void errorInAReturnIsNamed() {
        assertRefused(HEADER + CALL + RETURN + RETURN, "line 4: operation 7 returns but is not in flight");
        assertRefused(HEADER + CALL + CALL, "line 3: operation 7 has a second call");
        assertRefused(HEADER + CALL + RETURN + CALL, "line 4: operation 7 has a second call");
        assertRefused(HEADER + CALL + RETURN.replace("\"t\":9", "\"t\":4"), "returns at 4, before its call at 5");
        assertRefused(
                HEADER + CALL + RETURN.replace("\"p\":2", "\"p\":3"),
                "returns to a different client; it was called by 2");
        assertRefused(
                HEADER + CALL + RETURN.replace("OK", "FINE"),
                "line 2: the operation called in this line: \"r\" of put is \"FINE\"");
    }

    @Test
    void fieldOfTheOtherKindOfLineIsAnError() throws IOException {
        for (String field : List.of("\"vs\":[\"x\"]", "\"r\":\"OK\"", "\"cause\":\"refused\"")) {
            assertRefused(
                    HEADER + CALL.replace("}", "," + field + "}"), "line 2: a line with \"e\":\"call\" cannot have \"");
        }
        for (String field : List.of("\"old\":\"x\"", "\"old64\":\"eA==\"")) {
            assertRefused(
                    HEADER + CALL + RETURN.replace("}", "," + field + "}"),
                    "line 3: a line with \"e\":\"ret\" cannot have \"old");
        }
    }

    @Test
    void returnMayRepeatItsCall() throws IOException {
        String same = RETURN.replace("}", ",\"f\":\"put\",\"k\":\"a\"}");
        assertThat(history(HEADER + CALL + same).operations()).hasSize(1);
        assertRefused(HEADER + CALL + same.replace("put", "get"), "line 3: the return has another \"f\" or \"k\"");
        assertRefused(HEADER + CALL + same.replace("\"a\"", "\"b\""), "line 3: the return has another \"f\" or \"k\"");
    }

    @Test
    void errorInTheHeaderIsNamed() {
        assertRefused("", "empty");
        assertRefused("\n \n", "empty");
        assertRefused(CALL, "line 1: not the header of a history");
        assertRefused("{", "line 1");
        assertRefused(
                HEADER.replace("\"version\":1", "\"version\":2"),
                "format version 2; this reader supports versions up to 1");
        assertRefused(HEADER.replace("}", ",\"meta\":{\"a\":1}}"), "\"meta\" must be an object whose values are text");
        assertRefused(HEADER.replace("versioned-register", "m".repeat(65)), "more than 64 characters");
    }

    @Test
    void headerAloneIsAnEmptyHistory() throws IOException {
        assertThat(history(HEADER).operations()).isEmpty();
        assertThat(history(HEADER).check(CheckLimits.DEFAULT))
                .isEqualTo(new Verdict.Unknown("not checked: the history has no operation that could be checked"));
    }

    @Test
    void endlessLineIsRefusedWithoutReadingAllOfIt() {
        byte[] block = new byte[HistoryFormat.LINE_BYTES_MAX];
        Arrays.fill(block, (byte) 'x');
        InputStream endless = new SequenceInputStream(
                new ByteArrayInputStream(HEADER.getBytes(StandardCharsets.UTF_8)),
                new SequenceInputStream(new ByteArrayInputStream(block), new ByteArrayInputStream(block)));
        assertThatExceptionOfType(BadHistoryException.class)
                .isThrownBy(() -> HistoryReader.read(endless))
                .withMessage("line 2: the line has more than 16777216 bytes");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "refused, 4, 3, true",
                "refused, 3, 3, false",
                "refused, 2, 3, false",
                "refused, none, 3, false",
                "refused, 4, 0, false",
                "deadline, 4, 3, false",
                "session, none, 3, false",
                "of a later day, 4, 3, false",
            })
    void maybeEndsAtItsReturnOnlyIfItsVersionCannotComeBack(String cause, String current, int named, boolean over)
            throws IOException {
        String maybe = RETURN.replace(
                "\"OK\",\"ver\":1",
                "\"MAYBE\",\"cause\":\"" + cause + "\"" + (current == null ? "" : ",\"ver\":" + current));
        assertThat(history(HEADER + CALL.replace("\"ver\":0", "\"ver\":" + named) + maybe)
                        .operations())
                .singleElement()
                .satisfies(operation -> assertThat(operation.end()).isEqualTo(over ? 9 : Operation.OPEN));
    }
}
