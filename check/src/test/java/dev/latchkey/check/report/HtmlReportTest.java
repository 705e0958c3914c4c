package dev.latchkey.check.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.check.CheckLimits;
import dev.latchkey.check.Verdict;
import dev.latchkey.check.format.History;
import dev.latchkey.check.format.HistoryHeader;
import dev.latchkey.check.format.NamedModel;
import dev.latchkey.check.format.Payload;
import dev.latchkey.check.format.RecordedCall;
import dev.latchkey.check.format.RecordedFault;
import dev.latchkey.check.format.RecordedOperation;
import dev.latchkey.check.format.RecordedResult;
import dev.latchkey.check.format.Recording;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HtmlReportTest {

    private static final List<String> HOSTILE = List.of(
            "<script>document.title='OWNED'</script>",
            "</script><script>document.title='OWNED'</script>",
            "</ScRiPt\t><img src=x onerror=\"document.title='OWNED'\">",
            "<!-- <script>",
            "]]>--!>",
            "\"'`&amp;&#60;",
            "\u202egnp.exe\u2066",
            "a\u2028b\u2029c",
            "{{data}}{{script}}$1${1}",
            "\\u003c/script>",
            "\0\u001b[2J\ud800");

    @TempDir
    private static Path folder = Path.of("");

    private static @Nullable Browser started;

    @AfterAll
    static void closeBrowser() throws IOException {
        if (started != null) {
            started.close();
        }
    }

    /** The browser of all tests, which the first one that needs it starts. */
    private static Browser browser() throws IOException {
        if (started == null) {
            started = Browser.start(folder);
        }
        return started;
    }

    private static RecordedOperation done(int client, long call, RecordedCall asked, RecordedResult answer) {
        return new RecordedOperation(1, client, call, asked, call + 5, answer);
    }

    private static History<?, ?, ?> history(
            HistoryHeader header, List<RecordedOperation> operations, RecordedFault... faults) throws IOException {
        return NamedModel.VERSIONED_REGISTER.history(
                new Recording(header, operations, List.of(faults), List.of("a remark")));
    }

    /** Writes and reads of 50 keys by 20 clients. */
    private static List<RecordedOperation> writesAndReads(int count) {
        List<RecordedOperation> operations = new ArrayList<>();
        for (int i = 0; i < count / 2; i++) {
            String key = Payload.of("key-" + i % 50);
            long version = i / 50;
            operations.add(done(
                    i % 20,
                    20L * i,
                    RecordedCall.of("put").key(key).value("v" + i).version(version),
                    RecordedResult.of("OK").version(version + 1)));
            operations.add(done(
                    i % 20,
                    20L * i + 10,
                    RecordedCall.of("get").key(key),
                    RecordedResult.of("OK").value("v" + i).version(version + 1)));
        }
        return operations;
    }

    private static List<RecordedOperation> hostile() {
        List<RecordedOperation> operations = new ArrayList<>();
        for (String text : HOSTILE) {
            long at = 10L * operations.size();
            String payload = Payload.of(text);
            operations.add(done(
                    0,
                    at,
                    RecordedCall.of("put").key(payload).value(payload).version(0),
                    RecordedResult.of("OK").version(1)));
            operations.add(done(
                    1,
                    at + 7,
                    RecordedCall.of("get").key(payload),
                    RecordedResult.of("OK")
                            .value(payload + (operations.size() == 1 ? "!" : ""))
                            .version(1)));
        }
        return operations;
    }

    private static String page(History<?, ?, ?> history) throws IOException {
        StringWriter page = new StringWriter();
        HtmlReport.write("history.jsonl", history, history.check(CheckLimits.DEFAULT), CheckLimits.DEFAULT, page);
        return page.toString();
    }

    private static String dom(String page) throws IOException {
        return browser().domOf(Files.writeString(folder.resolve("page.html"), page));
    }

    private static String text(String dom, String id) {
        int begin = dom.indexOf("id=\"" + id + "\"");
        assertThat(begin).as(id).isPositive();
        return dom.substring(dom.indexOf('>', begin) + 1, dom.indexOf("</", begin));
    }

    @Test
    void titleContainsVerdictCountsSeedAndCommit() throws IOException {
        HistoryHeader header = HistoryHeader.of("versioned-register").seed("42").commit("0f3a");
        assertThat(page(history(header, writesAndReads(4))))
                .contains("<title>OK&#58; 4 operations&#44; 2 keys&#44; seed 42&#44; commit 0f3a</title>");
    }

    @Test
    void dataCannotEndItsScriptAndIsAscii() throws IOException {
        HistoryHeader header = HistoryHeader.of("versioned-register");
        for (String text : HOSTILE) {
            header = header.meta(text, text).seed(text).commit(text);
        }
        String page = page(history(header, hostile(), new RecordedFault("</script>", 1, 2, "</script>")));
        String data = page.substring(page.indexOf("id=\"data\">") + 10, page.indexOf("</script>"));
        assertThat(data).startsWith("{").endsWith("}").matches("[ -~&&[^<>&]]*");
        assertThat(page.split("</script>", -1)).hasSize(3);
    }

    @Test
    void nothingIsLoadedAndOnlyOurScriptMayRun() throws IOException {
        String page = page(history(HistoryHeader.of(null), writesAndReads(4)));
        assertThat(page)
                .doesNotContain(
                        "http:",
                        "https:",
                        "//cdn",
                        "@import",
                        "url(",
                        "src=\"",
                        "innerHTML",
                        "insertAdjacent",
                        "document.write",
                        "eval(");
        assertThat(page)
                .containsPattern(
                        "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'\"");
    }

    @Test
    void longHistoryIsReducedToAWindowAroundTheError() throws IOException {
        List<RecordedOperation> operations = writesAndReads(Selection.OPERATIONS_MAX + 50_000);
        long last = operations.get(operations.size() - 1).called();
        operations.add(done(3, last + 10, RecordedCall.of("get").key("key-0"), RecordedResult.of("ERRNOKEY")));
        History<?, ?, ?> history = history(HistoryHeader.of(null), operations);
        Verdict verdict = history.check(CheckLimits.DEFAULT);
        assertThat(verdict).isInstanceOf(Verdict.Illegal.class);
        Selection<?, ?> selection = Selection.of(history, verdict);
        assertThat(selection.shown()).hasSizeBetween(Selection.OPERATIONS_MAX - 10, Selection.OPERATIONS_MAX);
        assertThat(selection.bad())
                .hasSize(((Verdict.Illegal) verdict)
                        .counterexample()
                        .operations()
                        .size());
        StringWriter page = new StringWriter();
        HtmlReport.write("long", history, verdict, CheckLimits.DEFAULT, page);
        assertThat(page.toString()).contains(" of 150,001 operations, those around the error.");
    }

    @Test
    void browserShowsAVerdictThatIsOk() throws Exception {
        String dom = dom(page(
                history(HistoryHeader.of(null), writesAndReads(40), new RecordedFault("partition", 30, 90, "all"))));
        assertThat(dom).contains("data-ready=\"true\"");
        assertThat(text(dom, "verdict")).isEqualTo("OK");
        assertThat(text(dom, "fault-list")).contains("partition from 30 to 90: all");
        assertThat(text(dom, "remark-list")).contains("a remark");
    }

    /** The text and markup of an element that is followed by another one with an id. */
    private static String section(String dom, String id) {
        int begin = dom.indexOf("id=\"" + id + "\"");
        assertThat(begin).as(id).isPositive();
        int end = dom.indexOf(" id=\"", begin + 1);
        return dom.substring(begin, end);
    }

    private static final long MS = 1_000_000;

    /** A read of an old version by the second life of client 3, in nanoseconds from 5 s on. */
    private static History<?, ?, ?> staleRead(RecordedFault... faults) throws IOException {
        long begin = 5_000 * MS;
        String key = Payload.of("k");
        List<RecordedOperation> operations = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            operations.add(new RecordedOperation(
                    1,
                    i,
                    begin + 10L * i * MS,
                    RecordedCall.of("put").key(key).value("v" + i).version(i),
                    begin + (10L * i + 5) * MS,
                    RecordedResult.of("OK").version(i + 1)));
        }
        operations.add(new RecordedOperation(
                1,
                1_003,
                begin + 30 * MS,
                RecordedCall.of("get").key(key),
                begin + 31 * MS + 500_999,
                RecordedResult.of("OK").value("v0").version(1)));
        HistoryHeader header = HistoryHeader.of("versioned-register")
                .meta("unit", "ns")
                .meta("stride", "1000")
                .meta("made by", "latchkey 1.2.3")
                .meta("date", "2026-01-02T03:04:05Z");
        return history(header, operations, faults);
    }

    @Test
    void thePageShowsWhyThenTheTimelineThenTheRest() throws Exception {
        String dom = dom(page(staleRead(new RecordedFault("stall", 5_001 * MS, 5_002 * MS, null))));
        assertThat(List.of("verdict", "reasons", "timeline", "details", "more", "faults", "about", "help"))
                .isSortedAccordingTo(Comparator.comparingInt(id -> dom.indexOf("id=\"" + id + "\"")));
        assertThat(section(dom, "reasons").split("<li>", -1)).hasSize(1 + 3);
        assertThat(section(dom, "facts")).contains("latchkey 1.2.3", "2026-01-02T03:04:05Z");
        assertThat(section(dom, "facts")).doesNotContain("stride", "unit");
        assertThat(dom).contains("<details id=\"more\" hidden=\"\">");
    }

    @Test
    void furtherReasonsAreFolded() throws Exception {
        List<RecordedOperation> operations = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            operations.add(done(i, 10L * i, RecordedCall.of("write").value("v" + i), RecordedResult.of("OK")));
        }
        operations.add(
                done(3, 40, RecordedCall.of("read"), RecordedResult.of("OK").value("v1")));
        String dom = dom(page(NamedModel.REGISTER.history(
                new Recording(HistoryHeader.of("register"), operations, List.of(), List.of()))));
        assertThat(section(dom, "reasons").split("<li>", -1)).hasSize(1 + 3);
        assertThat(section(dom, "more-reasons").split("<li>", -1)).hasSizeGreaterThan(1);
        assertThat(dom).contains("<details id=\"more\">");
    }

    @Test
    void wordsAndAxisHaveTheSameUnitAndOrigin() throws Exception {
        History<?, ?, ?> history = staleRead();
        String dom = dom(page(history));
        assertThat(section(dom, "reasons"))
                .contains("client 3, second life, 30 to 31.5 ms: get -&gt; v0 @1", "client 1, 10 to 15 ms: put v1 @1");
        assertThat(dom).containsPattern("data-axis=\"(\\d+ ms, )*30 ms(, \\d+ ms)*\"");
        assertThat(section(dom, "details")).contains("31.5 ms (after 1.5 ms)", "3, second life");
        assertThat(history.check(CheckLimits.DEFAULT))
                .isInstanceOfSatisfying(Verdict.Illegal.class, illegal -> assertThat(
                                illegal.counterexample().explanation().text(history.wording()))
                        .contains("client 3, second life, 30 to 31.5 ms: get -> v0 @1"));
    }

    @Test
    void faultsAreBandsOnlyWhereTheyAreApart() throws Exception {
        RecordedFault[] many = new RecordedFault[500];
        for (int i = 0; i < many.length; i++) {
            long begin = 5_000 * MS + i * MS / 10;
            many[i] = new RecordedFault("stall", begin, begin + MS / 20, null);
        }
        assertThat(dom(page(staleRead(many))))
                .contains("data-bands=\"0\"")
                .containsPattern("data-faults=\"[1-9]\\d*\"");
        RecordedFault[] two = {
            new RecordedFault("stall", 5_001 * MS, 5_004 * MS, null),
            new RecordedFault("cut", 5_020 * MS, 5_025 * MS, null)
        };
        assertThat(dom(page(staleRead(two)))).contains("data-bands=\"2\"", "data-faults=\"2\"");
        RecordedFault[] overlapping = {two[0], new RecordedFault("cut", 5_003 * MS, 5_025 * MS, null)};
        assertThat(dom(page(staleRead(overlapping)))).contains("data-bands=\"0\"", "data-faults=\"1\"");
    }

    @Test
    void allLivesOfAClientShareALane() throws Exception {
        List<RecordedOperation> operations = new ArrayList<>();
        for (int life = 0; life < 50; life++) {
            operations.add(
                    done(3 + 1_000 * life, 10L * life, RecordedCall.of("get").key("k"), RecordedResult.of("ERRNOKEY")));
        }
        HistoryHeader header = HistoryHeader.of("versioned-register").meta("stride", "1000");
        assertThat(dom(page(history(header, operations)))).contains("Timeline of 50 operations of 1 client\"");
    }

    @Test
    void browserRunsNoScriptFromAPayload() throws Exception {
        HistoryHeader header = HistoryHeader.of(null);
        for (String text : HOSTILE) {
            header = header.meta(text, text).seed(text).commit(text);
        }
        String dom = dom(page(
                history(header, hostile(), new RecordedFault("<b>", 1, 2, "<script>document.title='OWNED'</script>"))));
        assertThat(dom)
                .contains("data-ready=\"true\"")
                .doesNotContain("<title>OWNED")
                .doesNotContain("<img", "<b>");
        assertThat(text(dom, "verdict")).isEqualTo("ILLEGAL");
        assertThat(section(dom, "reasons")).contains("document.title='OWNED'");
        assertThat(dom).doesNotContain("\u202e", "\u2028</");
    }

    @Test
    void keyboardNavigatesAHundredThousandOperations() throws Exception {
        List<RecordedOperation> operations = writesAndReads(Selection.OPERATIONS_MAX - 2);
        operations.add(done(
                3,
                3_000_000,
                RecordedCall.of("put").key("late").value("x").version(0),
                RecordedResult.of("OK").version(1)));
        operations.add(done(4, 3_000_010, RecordedCall.of("get").key("late"), RecordedResult.of("ERRNOKEY")));
        String keys = """
                <script>
                const seen = [];
                const press = key => {
                  document.getElementById('timeline').dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
                  seen.push(key + ' ' + document.querySelector('#details dd:nth-of-type(3)').textContent);
                };
                ['j', 'ArrowLeft', 'ArrowRight', 'k', '+', '-', '0', 'k', 'End', 'ArrowUp', 'ArrowDown'].forEach(press);
                const began = performance.now();
                for (let i = 0; i < 200; i++) press('ArrowRight');
                const result = document.createElement('pre');
                result.id = 'pressed';
                result.textContent = seen.slice(0, 3).join(', ');
                document.body.append(result);
                </script></body>""";
        String page = page(history(HistoryHeader.of(null), operations))
                .replaceFirst("<meta http-equiv[^>]*>", "")
                .replace("</body>", keys);
        String dom = dom(page);
        assertThat(dom).contains("data-ready=\"true\"");
        assertThat(text(dom, "verdict")).isEqualTo("ILLEGAL");
        assertThat(text(dom, "pressed")).isEqualTo("j late, ArrowLeft late, ArrowRight late");
    }
}
