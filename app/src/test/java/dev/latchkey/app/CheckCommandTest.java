package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The output and the exit codes of {@code latchkey check}. The exit codes differ from those of the other commands. */
final class CheckCommandTest {

    private static final CommandRun.Given NOBODY = CommandRun.Given.environment(Map.of());

    private static final String HEADER =
            "{\"format\":\"latchkey-history\",\"version\":1,\"model\":\"versioned-register\"}\n";
    private static final String CREATED = """
        {"t":1,"p":0,"op":0,"e":"call","f":"put","k":"a","v":"x","ver":0}
        {"t":2,"p":0,"op":0,"e":"ret","r":"OK","ver":1}
        """;
    private static final String STALE = """
        {"t":3,"p":1,"op":1,"e":"call","f":"get","k":"a"}
        {"t":4,"p":1,"op":1,"e":"ret","r":"ERRNOKEY"}
        """;

    @TempDir
    private Path folder = Path.of("");

    private String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }

    private String legal() throws IOException {
        return file("legal.jsonl", HEADER + CREATED);
    }

    private String illegal() throws IOException {
        return file("illegal.jsonl", HEADER + CREATED + STALE);
    }

    /**
     * A history that takes more than a millisecond to check: many concurrent writes, each value twice, a read of one, and a read of
     * a value never written.
     */
    private String hard() throws IOException {
        StringBuilder text = new StringBuilder(HEADER.replace("versioned-register", "register"));
        int operations = 40;
        for (int op = 0; op < operations; op++) {
            text.append(String.format(
                    "{\"t\":%d,\"p\":%d,\"op\":%d,\"e\":\"call\",\"f\":\"write\",\"v\":\"%d\"}%n", op, op, op, op / 2));
        }
        text.append(String.format("{\"t\":80,\"p\":98,\"op\":98,\"e\":\"call\",\"f\":\"read\"}%n"));
        text.append(String.format("{\"t\":81,\"p\":98,\"op\":98,\"e\":\"ret\",\"r\":\"OK\",\"v\":\"0\"}%n"));
        text.append(String.format("{\"t\":90,\"p\":99,\"op\":99,\"e\":\"call\",\"f\":\"read\"}%n"));
        text.append(String.format("{\"t\":91,\"p\":99,\"op\":99,\"e\":\"ret\",\"r\":\"OK\",\"v\":\"none\"}%n"));
        return file("hard.jsonl", text.toString());
    }

    @Test
    void legalHistoryIsOneLineAndZero() throws IOException {
        CommandRun run = NOBODY.run("check", legal());
        assertThat(run.out()).matches(".*legal\\.jsonl: OK, 1 operation, model versioned-register, \\d+\\.\\d{3} s\n");
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void illegalHistoryIsExplainedAndOne() throws IOException {
        CommandRun run = NOBODY.run("check", illegal());
        assertThat(run.out().lines().findFirst().orElseThrow()).contains("illegal.jsonl: ILLEGAL, 2 operations");
        assertThat(run.out().lines().skip(1)).isNotEmpty().allSatisfy(line -> assertThat(line)
                .startsWith("  "));
        assertThat(run.out()).contains("  key a\n");
        assertThat(run.exitCode()).isEqualTo(1);
    }

    @Test
    void unfinishedCheckIsUnknownAndTwo() throws IOException {
        CommandRun run = NOBODY.run("check", "--timeout", "1ms", hard());
        assertThat(run.out()).contains("hard.jsonl: UNKNOWN, ");
        assertThat(run.exitCode()).isEqualTo(2);
    }

    @Test
    void standardInputThatStaysSilentIsUnknownAtTheTimeLimit() {
        CommandRun.Given silent = NOBODY.in(CheckCommandTest::silent);
        CommandRun run = silent.run("check", "--timeout", "1ms", "-");
        assertThat(run.out()).isEqualTo("-: UNKNOWN, not decided within 0.001 s\n");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(silent.run("check", "--timeout", "1ms", "--json", "-").out())
                .isEqualTo("{\"file\":\"-\",\"verdict\":\"UNKNOWN\",\"seconds\":0.001,"
                        + "\"reason\":\"not decided within 0.001 s\"}\n");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void namedPipeIsReadLikeAFile() throws IOException, InterruptedException {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Process writer = new ProcessBuilder("sh", "-c", "exec cat '" + legal() + "' > '" + pipe + "'").start();
        try {
            CommandRun run = NOBODY.run("check", pipe.toString());
            assertThat(run.out()).contains("pipe: OK, 1 operation, ");
            assertThat(run.exitCode()).isZero();
        } finally {
            writer.destroyForcibly();
        }
    }

    /** A stream from which a read blocks until its thread is interrupted. */
    private static InputStream silent() {
        try {
            return new PipedInputStream(new PipedOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void worstOfSeveralFilesDecides() throws IOException {
        assertThat(NOBODY.run("check", legal(), legal()).exitCode()).isZero();
        assertThat(NOBODY.run("check", "--timeout", "1ms", hard(), legal()).exitCode())
                .isIn(0, 2);
        assertThat(NOBODY.run("check", illegal(), legal()).exitCode()).isEqualTo(1);
        CommandRun run = NOBODY.run("check", legal(), folder.resolve("none").toString(), illegal());
        assertThat(run.exitCode()).isEqualTo(64);
        assertThat(run.out()).contains("legal.jsonl: OK", "illegal.jsonl: ILLEGAL");
    }

    @Test
    void standardInputIsReadToo() throws IOException {
        CommandRun run =
                NOBODY.in((HEADER + CREATED).getBytes(StandardCharsets.UTF_8)).run("check", "-");
        assertThat(run.out()).startsWith("-: OK, 1 operation,");
    }

    @Test
    void verdictsAreObjectsForPrograms() throws IOException {
        assertThat(NOBODY.run("check", "--json", legal()).out())
                .matches("\\{\"file\":\".*\",\"verdict\":\"OK\",\"operations\":1,\"model\":\"versioned-register\","
                        + "\"seconds\":[\\d.E-]+}\n");
        assertThat(NOBODY.run("check", "--json", illegal()).out().lines())
                .singleElement()
                .asString()
                .contains(
                        "\"verdict\":\"ILLEGAL\"",
                        "\"key\":\"a\"",
                        "\"explanation\":\"",
                        "\"counterexample\":[{\"client\"",
                        "\"related\":[");
        assertThat(NOBODY.run("check", "--json", "--timeout", "1ms", hard()).out())
                .contains("\"verdict\":\"UNKNOWN\"", "\"reason\":\"");
    }

    @Test
    void theExplanationIsTheSameInEachRun() throws IOException {
        String illegal = illegal();
        String first = explanation(illegal);
        assertThat(first)
                .contains("\n  This operation cannot have its result:\n    client ")
                .doesNotContain("1 operations", "cannot be placed");
        assertThat(explanation(illegal)).isEqualTo(first);
    }

    private static String explanation(String file) {
        String out = NOBODY.run("check", file).out();
        return out.substring(out.indexOf('\n'));
    }

    @Test
    void reportIsWritten() throws IOException {
        Path report = folder.resolve("report.html");
        assertThat(NOBODY.run("check", "--html", report.toString(), illegal()).exitCode())
                .isEqualTo(1);
        assertThat(Files.readString(report)).startsWith("<!DOCTYPE html>").contains("<title>ILLEGAL");
    }

    @Test
    void tornLastLineIsReportedAndNotCounted() throws IOException {
        String whole = HEADER + CREATED + STALE;
        CommandRun run = NOBODY.run("check", file("torn.jsonl", whole.substring(0, whole.length() - 3)));
        assertThat(run.exitCode()).isZero();
        assertThat(run.err().lines())
                .satisfiesExactly(
                        torn -> assertThat(torn).contains("torn.jsonl: line 5", "torn"),
                        read -> assertThat(read).contains("1 read was left out: without a result"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "check | FILE",
                "check --model lock x | versioned-register, floating-versioned-register",
                "check --format xml x | jsonl, jepsen-edn",
                "check --timeout soon x | invalid --timeout 'soon'",
                "check --html a.html x y | single FILE",
                "check --frob x | --frob",
                "check /no/such/file | no such file",
                "check --html /no/such/folder/report.html - | the file is empty",
            })
    void wrongUsageIsOneLineAndACodeOfItsOwn(String arguments, String mention) {
        assertRefused(NOBODY.run(arguments.strip().split(" ")), mention);
    }

    private static void assertRefused(CommandRun run, String mention) {
        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .startsWith("latchkey check: ")
                .contains(mention);
        assertThat(run.out()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(64);
    }

    @Test
    void fileThatIsNoHistoryIsOneLine() throws IOException {
        assertRefused(NOBODY.run("check", folder.toString()), "directory");
        assertRefused(NOBODY.run("check", file("empty", "")), "empty");
        assertRefused(NOBODY.run("check", file("garbage", "\u0000\u0001PK\u0003")), "binary data");
        assertRefused(NOBODY.run("check", file("prose", "Once upon a time\n")), "Jepsen log");
        assertRefused(NOBODY.run("check", file("queue.edn", jepsen("enqueue", "1", "1"))), "--model unordered-queue");
        assertRefused(NOBODY.run("check", file("reads.edn", jepsen("read", "nil", "1"))), "only read (:read)");
        assertRefused(NOBODY.run("check", file("elle.edn", jepsen("txn", "[]", "[]"))), "Elle");
        assertRefused(
                NOBODY.run("check", "--initial", "x", legal()), "the model versioned-register has no initial value");
        assertRefused(NOBODY.run("check", file("other.json", "{\"a\":1}\n")), "line 1: not the header");
        assertRefused(
                NOBODY.run("check", file("newer", HEADER.replace("\"version\":1", "\"version\":2"))),
                "format version 2; this reader supports versions up to 1");
        assertRefused(
                NOBODY.run("check", file("mixed", HEADER + CREATED + "{:process 0, :type :invoke, :f :read}\n")),
                "line 4: ");
        assertRefused(
                NOBODY.run("check", file("model", HEADER.replace("versioned-register", "stack") + CREATED)),
                "unknown model 'stack'");
        assertRefused(
                NOBODY.run("check", "--model", "queue", legal()),
                "line 2: the operation called in this line: \"f\" is \"put\"");
        assertRefused(NOBODY.run("check", "--format", "jepsen-log", legal()), "no line is an event");
    }

    private static String jepsen(String f, String value, String result) {
        String event = "{:process 0, :type :%s, :f :%s, :value %s}%n";
        return String.format(event, "invoke", f, value) + String.format(event, "ok", f, result);
    }

    @Test
    void historyOfWhichNothingIsLeftIsUnknownAndTwo() throws IOException {
        CommandRun empty = NOBODY.run("check", file("header.jsonl", HEADER));
        assertThat(empty.out())
                .contains("header.jsonl: UNKNOWN, 0 operations", "  not checked: the history has no operation");
        assertThat(empty.exitCode()).isEqualTo(2);
        CommandRun failed =
                NOBODY.run("check", file("failed.edn", jepsen("write", "1", "1").replace(":ok", ":fail")));
        assertThat(failed.err()).contains("failed.edn: 1 operation was left out: failed (:fail), so without effect");
        assertThat(failed.exitCode()).isEqualTo(2);
        assertThat(NOBODY.run("check", "--json", folder.resolve("failed.edn").toString())
                        .out())
                .contains("\"remarks\":[\"1 operation was left out: failed (:fail), so without effect\"]");
    }

    @Test
    void severalBadKeysAreCountedAndTheSmallestIsExplained() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int key = 12; key > 0; key--) {
            text.append(jepsen("write", "[" + key + " 1]", "[" + key + " 1]"));
            text.append(jepsen("read", "[" + key + " nil]", "[" + key + " " + (key % 4 == 2 ? 2 : 1) + "]"));
        }
        String file = file("keys.edn", text.toString());
        CommandRun run = NOBODY.run("check", file);
        assertThat(run.out())
                .contains("  3 keys are not linearizable: 2, 6, 10 (--all explains each)\n  key 2\n")
                .doesNotContain("key 6\n");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(NOBODY.run("check", "--all", file).out())
                .contains("  3 keys are not linearizable: 2, 6, 10\n  key 2\n", "  key 6\n", "  key 10\n");
        assertThat(NOBODY.run("check", "--all", "--json", file).out())
                .contains("\"key\":\"2\"", "\"keys\":[\"2\",\"6\",\"10\"]", "\"others\":[{\"key\":\"6\"");
    }

    @Test
    void initialValueIsHintedAtAndSet() throws IOException {
        String file = file("initial.edn", jepsen("read", "nil", "5") + jepsen("write", "6", "6"));
        assertThat(NOBODY.run("check", file).out()).contains("use --initial='5'.");
        assertThat(NOBODY.run("check", "--initial", "5", file).exitCode()).isZero();
        String text = file("initial.jsonl", HEADER.replace("versioned-register", "register") + """
                {"t":1,"p":0,"op":0,"e":"call","f":"read"}
                {"t":2,"p":0,"op":0,"e":"ret","r":"OK","v":"5"}
                """);
        assertThat(NOBODY.run("check", text).out()).contains("use --initial='5'.");
        assertThat(NOBODY.run("check", "--initial=5", text).exitCode()).isZero();
    }

    @Test
    void verdictOnALockSaysWhoMayReleaseIt() throws IOException {
        String file = file("lock.edn", jepsen("acquire", "nil", "nil"));
        assertThat(NOBODY.run("check", file).out()).contains("model mutex (only its holder releases it)");
        assertThat(NOBODY.run("check", "--model", "ownerless-mutex", file).out())
                .contains("model ownerless-mutex (any client releases it)");
        assertThat(NOBODY.run("check", "--model", "queue", file("q.edn", jepsen("enqueue", "1", "1")))
                        .out())
                .as("the older name")
                .contains("model fifo-queue");
    }

    @Test
    void failedCompareAndSetIsAMismatchIfWanted() throws IOException {
        String file = file(
                "cas.edn",
                jepsen("write", "5", "5") + jepsen("cas", "[5 6]", "[5 6]").replace(":ok", ":fail"));
        assertThat(NOBODY.run("check", file).exitCode()).isZero();
        assertThat(NOBODY.run("check", "--failed-cas-is-mismatch", file).exitCode())
                .isEqualTo(1);
    }

    @Test
    void reportThatCannotBeWrittenIsWrongUsage() throws IOException {
        CommandRun run = NOBODY.run("check", "--html", folder.toString(), legal());
        assertThat(run.err().lines()).singleElement().asString().contains("cannot write report");
        assertThat(run.exitCode()).isEqualTo(64);
    }

    @Test
    void valuesReachTheTerminalWithoutTheirControls() throws IOException {
        String evil = (HEADER + CREATED + STALE).replace("\"k\":\"a\"", "\"k\":\"a\\u001b[2J\\u202e\\nOK\"");
        CommandRun run = NOBODY.run("check", file("evil.jsonl", evil));
        assertThat(run.out()).contains("\\u001b[2J\\u202e").doesNotContain("\u001b", "\u202e", "\nOK");
        assertThat(run.exitCode()).isEqualTo(1);
    }
}
