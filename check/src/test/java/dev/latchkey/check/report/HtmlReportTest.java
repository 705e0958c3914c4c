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
import java.util.List;
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
    private Path folder = Path.of("");

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

    private String dom(String page, String... flags) throws IOException, InterruptedException {
        Browser browser = Browser.in(folder);
        return browser.domOf(Files.writeString(folder.resolve("page.html"), page), flags);
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
        assertThat(text(dom, "explanation")).contains("document.title='OWNED'");
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
