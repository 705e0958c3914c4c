package dev.latchkey.app.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing in a store is executed when the console shows it. Covers SEC-10. */
@Tag("thorough")
final class HostileTextTest {

    /** What would be executed if the text were markup, or part of an attribute, a script, a style or a template. */
    private static final List<String> CODE = List.of(
            "<script>pwned=1</script>",
            "<img src=x onerror=pwned=1>",
            "<svg onload=pwned=1>",
            "<svg><script>pwned=1</script></svg>",
            "<svg><animate onbegin=pwned=1 attributeName=x dur=1s>",
            "<iframe srcdoc='<script>parent.pwned=1</script>'></iframe>",
            "<iframe src=javascript:parent.pwned=1></iframe>",
            "<a href=javascript:pwned=1 id=pwn>x</a>",
            "<details open ontoggle=pwned=1>",
            "<input autofocus onfocus=pwned=1>",
            "<body onload=pwned=1>",
            "<math><mtext><img src=x onerror=pwned=1>",
            "<template><script>pwned=1</script></template>",
            "<object data=javascript:pwned=1></object>",
            "<form action=javascript:pwned=1><button>x</button></form>",
            "<style>*{background:url(//evil.example/x)}</style>",
            "<link rel=stylesheet href=//evil.example/x.css>",
            "<base href=//evil.example/>",
            "<meta http-equiv=refresh content='0;url=//evil.example/'>",
            "javascript:pwned=1",
            "{{constructor.constructor('pwned=1')()}}",
            "${pwned=1}",
            "<%= pwned=1 %>",
            "onfocus=pwned=1 autofocus=",
            "';pwned=1;//",
            "\\u003cscript\\u003epwned=1\\u003c/script\\u003e",
            "&lt;script&gt;pwned=1&lt;/script&gt;",
            "\u202e<script>pwned=1</script>\u2066",
            "\u2028pwned=1\u2029",
            "data: x\n\nevent: end\ndata: {}\n\n<script>pwned=1</script>");

    /** What closes the place that the text is in. */
    private static final List<String> ESCAPES =
            List.of("", "\">", "'>", "</textarea>", "</script>", "--></style></title>", "]]>");

    private static final String PREFIX = "h/";

    @TempDir
    private static Path folder = Path.of("");

    private static ConsoleServer server;
    private static Chromium browser;

    private static List<String> payloads() {
        List<String> payloads = new ArrayList<>();
        for (String escape : ESCAPES) {
            for (String code : CODE) {
                payloads.add(escape + code);
            }
        }
        return payloads;
    }

    @BeforeAll
    static void start() {
        Chromium.assumeInstalled();
        server = ConsoleServer.open();
        List<String> payloads = payloads();
        assertThat(payloads).hasSizeGreaterThan(200).doesNotHaveDuplicates();
        IntStream.range(0, payloads.size()).forEach(i -> {
            String text = payloads.get(i);
            server.put(PREFIX + text, text, 0);
            server.put("lock/" + text, "id 2026-11-29T12:00:00Z " + text.replace('\n', ' '), 0);
            server.put("lock-queue/" + PREFIX + "/" + String.format("%032x", i), "id 2026-11-29T12:00:00Z " + text, 0);
        });
        browser = Chromium.start(folder);
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (server != null) {
            server.close();
        }
    }

    /** Writes a key as a client with that name, which a server without users shows as the author of the write. */
    private static void putAs(String client, String key) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.respPort)) {
            send(socket, "CLIENT", "SETNAME", client);
            send(socket, "PUT", key, client, "0");
            socket.shutdownOutput();
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .doesNotContain("-ERR");
        }
    }

    private static void send(Socket socket, String... words) throws IOException {
        StringBuilder request = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            request.append('$')
                    .append(word.getBytes(StandardCharsets.UTF_8).length)
                    .append("\r\n")
                    .append(word)
                    .append("\r\n");
        }
        socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void visit(String view) {
        browser.open(server.url + "#" + view);
        browser.await("document.getElementById('view-title').textContent.toLowerCase() === '" + view + "'");
    }

    private static void assertNothingHasRun() {
        assertThat(browser.evaluate("String(globalThis.pwned)")).isEqualTo("undefined");
        assertThat(
                        browser.evaluate(
                                "String(document.querySelectorAll('main script, main img, main iframe, main object,"
                                        + " main template, main style, main link, main base, main meta, main svg script, #pwn').length)"))
                .isEqualTo("0");
        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.requested()).allMatch(url -> url.startsWith(server.url) || url.equals("about:blank"));
    }

    @Test
    void keysAndValuesAreShownAsTheyAre() {
        browser.openFresh(server.url);
        browser.await("document.getElementById('prefix') !== null");
        browser.type("prefix", PREFIX);
        int shown = 0;
        browser.click("search");
        browser.await("document.querySelectorAll('#keys button').length === 50");
        while (shown < payloads().size()) {
            int onPage = Integer.parseInt(browser.evaluate("String(document.querySelectorAll('#keys button').length)"));
            for (int i = 0; i < onPage; i++) {
                browser.evaluate("void document.querySelectorAll('#keys button')[" + i + "].click()");
                browser.await(
                        "document.getElementById('value') !== null && document.getElementById('history').textContent !== ''");
            }
            assertNothingHasRun();
            shown += onPage;
            if (shown < payloads().size()) {
                String first = browser.evaluate("document.querySelector('#keys button').dataset.key");
                browser.click("next");
                browser.await("document.querySelector('#keys button').dataset.key !== " + Chromium.quoted(first));
            }
        }
    }

    @Test
    void conflictAndDialogShowValuesAsTheyAre() {
        String key = PREFIX + "0conflict";
        server.put(key, CODE.get(1), 0);
        browser.openFresh(server.url);
        browser.await("document.getElementById('prefix') !== null");
        browser.type("prefix", key);
        browser.click("search");
        browser.await("document.querySelectorAll('#keys button').length === 1");
        browser.evaluate("void document.querySelector('#keys button').click()");
        browser.await("document.getElementById('value') !== null");
        server.put(key, String.join("\n", CODE), 1);
        browser.type("value", "</pre>" + CODE.get(2));
        browser.click("save");
        browser.await("document.getElementById('conflict') !== null");
        assertThat(browser.text("theirs")).contains(CODE.get(0));
        browser.click("delete");
        browser.await("document.querySelector('dialog[open]') !== null");
        assertNothingHasRun();
        server.send("DELETE", "v1/kv/" + ConsoleServer.encoded(key) + "?version=2", "");
    }

    @Test
    void namesOfLocksHoldersAndClientsAreShownAsTheyAre() throws IOException {
        browser.openFresh(server.url);
        visit("locks");
        browser.await("document.querySelectorAll('#locks button.link').length === 200");
        browser.evaluate("void document.querySelectorAll('#locks button.link')[0].click()");
        browser.await("document.getElementById('lock-holder').textContent.includes('Holder')");
        assertNothingHasRun();
        visit("follow");
        browser.click("follow-toggle");
        browser.awaitText("follow-status", "Following since revision");
        putAs("<img/src=x/onerror=pwned=1>", "client/<img/src=x/onerror=pwned=1>");
        int i = 0;
        for (String text : payloads().subList(0, 60)) {
            server.put("f/" + i++ + text, text, 0);
        }
        browser.await("document.querySelectorAll('#follow-events tbody tr').length >= 61");
        assertThat(browser.text("follow-events")).contains("<img/src=x/onerror=pwned=1>", CODE.get(0));
        assertNothingHasRun();
    }

    /**
     * Why: a test that finds nothing proves something only if it can find something. Why another server: some of the texts would lead the
     * window to another page.
     */
    @Test
    void textThatIsMarkupWouldBeFound() {
        try (ConsoleServer other = ConsoleServer.open()) {
            other.put(CODE.get(1), "value", 0);
            browser.openFresh("about:blank");
            browser.answer(url -> unsafe(other, url));
            browser.open(other.url);
            browser.await("globalThis.pwned === 1");
        } finally {
            browser.loseNothing();
        }
    }

    /** The page, and the module that sets text, if it were to set markup; null for everything else. */
    private static @Nullable String unsafe(ConsoleServer from, String url) {
        if (!url.equals(from.url) && !url.endsWith("/dom.js")) {
            return null;
        }
        String safe = "child instanceof Node ? child : document.createTextNode(String(child))";
        String source = from.send("GET", url.substring(from.url.length()), "").body();
        assertThat(url.equals(from.url) || source.contains(safe)).isTrue();
        return source.replace(safe, safe.replace("createTextNode(", "createRange().createContextualFragment("));
    }
}
