package dev.latchkey.check.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.latchkey.check.CheckLimits;
import dev.latchkey.check.Operation;
import dev.latchkey.check.Verdict;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reading and writing the history formats of Jepsen and Porcupine. */
final class JepsenTest {

    private static final String WRITE =
            "{:process 0, :type :invoke, :f :write, :value 1}\n{:process 0, :type :ok, :f :write, :value 1}\n";

    private static Recording edn(String text) throws IOException {
        return FileFormat.readAny(RoundTrip.bytes(text));
    }

    private static Recording log(String text) throws IOException {
        return FileFormat.readAny(RoundTrip.bytes(text));
    }

    private static List<? extends Operation<?, ?>> operations(Recording recording) throws IOException {
        return NamedModel.named(Objects.requireNonNull(recording.header().model()))
                .orElseThrow()
                .history(recording)
                .operations();
    }

    private static void assertRefused(String text, String mention) {
        assertThatExceptionOfType(BadHistoryException.class)
                .isThrownBy(() -> edn(text))
                .withMessageContaining(mention);
    }

    @Test
    void mapsVectorsListsAndCommentsAreReadAlike() throws IOException {
        List<RecordedOperation> plain = edn(WRITE).operations();
        for (String text : List.of(
                "; a comment\n" + WRITE,
                "[" + WRITE + "]",
                "(" + WRITE + ") ; end",
                "#_ {:a 1}" + WRITE,
                "\ufeff\n" + WRITE)) {
            assertThat(edn(text).operations())
                    .usingRecursiveComparison()
                    .ignoringFieldsMatchingRegexes("line")
                    .isEqualTo(plain);
        }
        assertThat(plain).singleElement().satisfies(operation -> assertThat(operation.call())
                .isEqualTo(RecordedCall.of("write").value("1")));
    }

    @Test
    void everyKindOfValueIsRead() throws IOException {
        String text =
                "{:process 3, :type :invoke, :f :write, :time 1.5, :value #inst \"1985-04\", :extra [nil true {:a #{1 \\x \\newline}} ##Inf sym/bol -7N +2.0M]}";
        assertThat(edn(text).operations().get(0).call().value()).isEqualTo("#inst \"1985-04\"");
        assertThat(edn(text.replace("#inst \"1985-04\"", "\"a\\n\\u0041\\\\\""))
                        .operations()
                        .get(0)
                        .call()
                        .value())
                .isEqualTo("a\nA\\");
        assertThat(edn(text.replace("#inst \"1985-04\"", ":word"))
                        .operations()
                        .get(0)
                        .call()
                        .value())
                .isEqualTo(":word");
        assertThat(edn(text.replace("#inst \"1985-04\"", "#latchkey/bytes \"/w==\""))
                        .operations()
                        .get(0)
                        .call()
                        .value())
                .isEqualTo(Payload.of(new byte[] {-1}));
    }

    @Test
    void unknownOutcomesStayOpenAndFailuresAreSkipped() throws IOException {
        String text = """
                {:process 0 :type :invoke :f :write :value 1}
                {:process 1 :type :invoke :f :write :value 2}
                {:process 2 :type :invoke :f :write :value 3}
                {:process 3 :type :invoke :f :cas :value [1 4]}
                {:process 4 :type :invoke :f :cas :value [1 5]}
                {:process 5 :type :invoke :f :read :value nil}
                {:process 6 :type :invoke :f :read :value nil}
                {:process 7 :type :invoke :f :write :value 6}
                {:process 8 :type :invoke :f :cas :value [1 7]}
                {:process 0 :type :info :f :write :value 1 :error :timeout}
                {:process 1 :type :fail :f :write :value 2 :error :refused}
                {:process 2 :type :fail :f :write :value :timed-out}
                {:process 3 :type :fail :f :cas :value [1 4]}
                {:process 4 :type :fail :f :cas :value [1 5] :error :not-leader}
                {:process 5 :type :fail :f :read :value :timed-out}
                {:process 6 :type :info :f :read :value nil}
                {:process 8 :type :fail :f :cas :value [1 7] :error [:precondition-failed "x"]}
                """;
        Recording recording = edn(text);
        assertThat(recording.operations()).extracting(RecordedOperation::client).containsExactly(0, 2, 7, 8);
        assertThat(operations(recording))
                .extracting(Operation::end)
                .containsExactly(Operation.OPEN, Operation.OPEN, Operation.OPEN, 17L);
        assertThat(recording.remarks())
                .containsExactly(
                        "3 operations were left out: failed (:fail), so without effect",
                        "2 reads were left out: without a result");
    }

    @Test
    void textLogIsReadWithTabsAndSpaces() throws IOException {
        String text = """
                INFO  jepsen.util - 0\t:invoke\t:cas\t[1 2]
                INFO jepsen.util - 1   :invoke  :read   nil \s
                INFO  jepsen.core - other
                INFO  jepsen.util - 1\t:ok\t:read\tnil
                INFO  jepsen.util - :nemesis\t:info\t:start\tCut off [1 2
                INFO  jepsen.util - 0\t:info\t:cas\t:timed-out
                """;
        Recording recording = log(text);
        assertThat(recording.header().model()).isEqualTo("cas-register");
        assertThat(operations(recording)).extracting(Operation::end).containsExactly(Operation.OPEN, 3L);
        assertThat(recording.faults()).containsExactly(new RecordedFault("fault", 4, Operation.OPEN, null));
        assertThat(recording.remarks()).containsExactly("1 line is not an event");
    }

    @Test
    void tuplesNameKeys() throws IOException {
        String text = """
                {:process 0 :type :invoke :f :write :value [7 1]}
                {:process 0 :type :ok :f :write :value [7 1]}
                {:process 0 :type :invoke :f :cas :value [7 [1 2]]}
                {:process 0 :type :ok :f :cas :value [7 [1 2]]}
                {:process 0 :type :invoke :f :read :value [7 nil]}
                {:process 0 :type :ok :f :read :value [7 2]}
                {:process 0 :type :invoke :f :read :value [8 nil]}
                {:process 0 :type :ok :f :read :value [8 nil]}
                """;
        Recording recording = edn(text);
        assertThat(recording.operations())
                .extracting(operation -> operation.call().key())
                .containsExactly("7", "7", "7", "8");
        History<?, ?, ?> history = NamedModel.CAS_REGISTER.history(recording);
        assertThat(history.parts()).containsOnlyKeys("7", "8");
        assertThat(history.check(CheckLimits.DEFAULT)).isEqualTo(new Verdict.Ok());
        assertThat(NamedModel.CAS_REGISTER
                        .history(edn(text.replace("[7 2]", "[7 1]")))
                        .check(CheckLimits.DEFAULT))
                .isInstanceOf(Verdict.Illegal.class);
    }

    @Test
    void nemesisEventsBecomeFaults() throws IOException {
        StringBuilder text = new StringBuilder(WRITE);
        for (String f : List.of(
                "start-partition",
                "start-partition",
                "kill",
                "stop-partition",
                "start",
                "pause",
                "resume",
                "bump",
                "bump",
                "stop")) {
            text.append("{:process :nemesis :type :info :f :").append(f).append(" :value nil}\n");
        }
        assertThat(edn(text.toString()).faults())
                .containsExactly(
                        new RecordedFault("partition", 3, 6, null),
                        new RecordedFault("kill", 5, 7, null),
                        new RecordedFault("pause", 8, 9, null),
                        new RecordedFault("bump", 10, 11, null));
    }

    @ParameterizedTest
    @CsvSource({"acquire, mutex", "add, set", "append, string-map", "cas, cas-register", "write, register"})
    void modelIsDetectedFromTheFunctions(String f, String model) throws IOException {
        String value = f.equals("cas") ? "[1 2]" : "1";
        assertThat(edn("{:process 0 :type :invoke :f :" + f + " :value " + value + "}")
                        .header()
                        .model())
                .isEqualTo(model);
    }

    @Test
    void setsAndQueuesAndLocksAreChecked() throws IOException {
        assertThat(
                        verdict(
                                "{:process 0 :type :invoke :f :add :value 1} {:process 0 :type :ok :f :add :value 1} {:process 0 :type :invoke :f :read} {:process 0 :type :ok :f :read :value #{1}}"))
                .isEqualTo(new Verdict.Ok());
        assertThat(
                        verdict(
                                "{:process 0 :type :invoke :f :add :value 1} {:process 0 :type :ok :f :add :value 1} {:process 0 :type :invoke :f :read} {:process 0 :type :ok :f :read :value #{}}"))
                .isInstanceOf(Verdict.Illegal.class);
        assertThat(
                        verdict(
                                NamedModel.FIFO_QUEUE,
                                "{:process 0 :type :invoke :f :enqueue :value 1} {:process 0 :type :ok :f :enqueue :value 1} {:process 0 :type :invoke :f :dequeue} {:process 0 :type :ok :f :dequeue :value nil}"))
                .isInstanceOf(Verdict.Illegal.class);
        assertThat(
                        verdict(
                                "{:process 0 :type :invoke :f :acquire} {:process 0 :type :ok :f :acquire} {:process 1 :type :invoke :f :acquire} {:process 1 :type :ok :f :acquire}"))
                .isInstanceOf(Verdict.Illegal.class);
    }

    private static Verdict verdict(NamedModel model, String text) throws IOException {
        return model.history(edn(text)).check(CheckLimits.DEFAULT);
    }

    private static Verdict verdict(String text) throws IOException {
        Recording recording = edn(text);
        return NamedModel.named(Objects.requireNonNull(recording.header().model()))
                .orElseThrow()
                .history(recording)
                .check(CheckLimits.DEFAULT);
    }

    @Test
    void errorsNameTheirLine() {
        assertRefused(
                WRITE + "{:process 0, :type :ok, :f :write, :value 1}", "line 3: process 0 has no operation in flight");
        assertRefused(
                WRITE.lines().findFirst().orElseThrow().repeat(2), "process 0 already has an operation in flight");
        assertRefused(
                WRITE.replace(":ok, :f :write", ":ok, :f :read"),
                "line 2: process 0 invoked :write but completes :read");
        assertRefused("{:process 0, :type :go, :f :write}", ":type :go; it must be :invoke, :ok, :fail or :info");
        assertRefused("{:process 0, :type :ok}", "no :f");
        assertRefused("{:process 0, :type :invoke, :f :cas, :value 1}", "two values in brackets, not 1");
        assertRefused("[" + WRITE + "] 1", "unexpected data after the list");
        assertRefused(WRITE + "[1]", "line 3: an event must be a map, not [1]");
        assertRefused(WRITE + "{:a\n", "line 3: the form that starts in this line is not closed");
        assertRefused(WRITE + "{:a \"x\n", "line 3: the form that starts in this line is not closed");
        assertRefused(WRITE + "{:a 1 :a 2}", "a duplicate key: :a");
        assertRefused(WRITE + "{:a}", "a key without a value: :a");
        assertRefused(WRITE + "}", "unmatched '}'");
        assertRefused("; nothing\n[]", "no events");
        assertRefused("{:a " + "[".repeat(100), "nested deeper than 64 levels");
        assertRefused("{:a " + "#_ ".repeat(100_000), "nested deeper than 64 levels");
        assertRefused("{:a " + "#t ".repeat(100_000), "nested deeper than 64 levels");
    }

    @Test
    void clientContinuesAsAnotherProcessAfterAnUnknownOutcome() throws IOException {
        List<RecordedOperation> operations = List.of(
                new RecordedOperation(0, 0, 1, RecordedCall.of("write").value("1"), Operation.OPEN, null),
                new RecordedOperation(0, 0, 2, RecordedCall.of("write").value("2"), 3, RecordedResult.of("OK")),
                new RecordedOperation(0, 0, 4, RecordedCall.of("write").value("3"), 5, RecordedResult.of("UNKNOWN")),
                new RecordedOperation(
                        0,
                        0,
                        6,
                        RecordedCall.of("read"),
                        7,
                        RecordedResult.of("OK").value("2")),
                new RecordedOperation(
                        0,
                        1,
                        6,
                        RecordedCall.of("read"),
                        7,
                        RecordedResult.of("OK").value("2")));
        String text = RoundTrip.edn(new Recording(
                HistoryHeader.of("register"), operations, List.of(new RecordedFault("kill", 2, 4, "n")), List.of()));
        Recording again = edn(text);
        assertThat(again.operations()).extracting(RecordedOperation::client).containsExactly(0, 2, 2, 3, 1);
        assertThat(again.faults()).hasSize(1);
        assertThat(text)
                .contains(
                        ":process 0, :type :invoke, :f :write, :value 1}",
                        ":type :ok, :f :read, :value 2}",
                        ":f :start-kill, :value \"n\"");
    }

    @Test
    void exportLosesNothing() throws IOException {
        String text = """
                {"format":"latchkey-history","version":1,"model":"versioned-register"}
                {"t":1,"p":0,"op":0,"e":"call","f":"put","k":"\\"}","v64":"/w==","ver":0}
                {"t":2,"p":0,"op":0,"e":"ret","r":"OK","ver":1}
                {"t":3,"p":1,"op":1,"e":"call","f":"put","k":"\\"}","v":"y","ver":1}
                {"t":4,"p":1,"op":1,"e":"ret","r":"MAYBE","cause":"refused","ver":2}
                {"t":5,"p":0,"op":2,"e":"call","f":"delete","k":"\\"}","ver":1}
                {"t":6,"p":0,"op":2,"e":"ret","r":"ERRVERSION","ver":2}
                {"t":7,"p":0,"op":3,"e":"call","f":"get","k":"b"}
                {"t":8,"p":0,"op":3,"e":"ret","r":"ERRNOKEY"}
                {"t":9,"p":0,"op":4,"e":"call","f":"get","k":"\\"}"}
                {"t":10,"p":0,"op":4,"e":"ret","r":"OK","v":"y","ver":2}
                """;
        Recording recording = edn(text);
        Recording again = edn(RoundTrip.edn(recording));
        assertThat(again.header().model()).isEqualTo("versioned-register");
        assertThat(again.operations())
                .extracting(RecordedOperation::call)
                .isEqualTo(recording.operations().stream()
                        .map(RecordedOperation::call)
                        .toList());
        assertThat(again.operations())
                .extracting(RecordedOperation::answer)
                .isEqualTo(recording.operations().stream()
                        .map(RecordedOperation::answer)
                        .toList());
    }
}
