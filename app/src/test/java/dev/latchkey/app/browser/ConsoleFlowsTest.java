package dev.latchkey.app.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.app.browser.Chromium.Fate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people do with the console, in Chromium. */
@Tag("thorough")
final class ConsoleFlowsTest {

    private static final String ID = "0123456789abcdef0123456789abcde";

    @TempDir
    private static Path folder = Path.of("");

    private static ConsoleServer server;
    private static Chromium browser;

    /** The number of tests so far, so that each has keys of its own. */
    private static int tests;

    private final String prefix = "app/" + tests++ + "/";

    @BeforeAll
    static void start() throws IOException {
        Chromium.assumeInstalled();
        server = ConsoleServer.withUsers(folder);
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

    @BeforeEach
    void logIn() {
        browser.resize(1_200, 850);
        logInAs(ConsoleServer.ADMIN);
    }

    private static void logInAs(String user) {
        browser.openFresh(server.url);
        browser.await("!document.getElementById('login').hidden");
        browser.type("login-user", user);
        browser.type("login-secret", user);
        browser.click("login-submit");
        browser.await(
                "document.getElementById('login').hidden && document.getElementById('keys-status').textContent !== ''");
    }

    @AfterEach
    void nothingIsRefusedByTheBrowserOrRequestedFromElsewhere() {
        browser.loseNothing();
        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.requested())
                .isNotEmpty()
                .allMatch(url -> url.startsWith(server.url) || url.equals("about:blank"));
    }

    private void list() {
        browser.type("prefix", prefix);
        browser.click("search");
        browser.awaitText("keys-status", "as of revision");
    }

    private void openKey(String key) {
        list();
        String button = "[...document.querySelectorAll('#keys button')].find((b) => b.dataset.key === "
                + Chromium.quoted(key) + ")";
        browser.await(button);
        browser.evaluate("void " + button + ".click()");
        browser.await("document.getElementById('value') !== null");
    }

    private static String result() {
        browser.await("document.getElementById('result').textContent !== ''");
        return browser.text("result");
    }

    private static void view(String name) {
        browser.open(server.url + "#" + name);
        browser.await("document.getElementById('view-title').textContent.toLowerCase() === '" + name + "'");
    }

    @Test
    void wrongSecretIsReportedAndTheLoginGoesOn() {
        browser.openFresh(server.url);
        browser.await("!document.getElementById('login').hidden");
        browser.type("login-user", ConsoleServer.ADMIN);
        browser.type("login-secret", "wrong");
        browser.click("login-submit");
        browser.awaitText("login-message", "The user does not exist or the secret is wrong.");
        browser.type("login-secret", ConsoleServer.ADMIN);
        browser.click("login-submit");
        browser.awaitText("user", ConsoleServer.ADMIN);
    }

    @Test
    void valueIsEditedWithTheVersionCheck() {
        String key = prefix + "json";
        server.put(key, "{\"big\":12345678901234567890,\"rate\":2.50}", 0);
        openKey(key);
        assertThat(browser.evaluate("document.getElementById('value').value"))
                .isEqualTo("{\n  \"big\": 12345678901234567890,\n  \"rate\": 2.50\n}");
        browser.click("save");
        assertThat(result()).contains("Nothing to save");
        browser.type("value", "{\"rate\": 3}");
        browser.click("save");
        browser.awaitText("result", "Saved as version 2.");
        assertThat(server.get(key)).isEqualTo("{\"rate\": 3}");
        browser.type("value", "{");
        browser.click("save");
        browser.awaitText("value-note", "This is not valid JSON");
        assertThat(server.get(key)).isEqualTo("{\"rate\": 3}");
    }

    @Test
    void bytesAreEditedAsHexadecimalDigits() {
        String key = prefix + "lines";
        server.put(key, "a\r\nb", 0);
        openKey(key);
        assertThat(browser.evaluate("document.getElementById('value').value")).isEqualTo("61 0d 0a 62");
        assertThat(browser.evaluate("document.getElementById('format-text').disabled"))
                .isEqualTo("true");
        browser.type("value", "6");
        browser.click("save");
        browser.awaitText("value-note", "pairs of the digits");
        browser.type("value", "63 0D0a");
        browser.click("save");
        browser.awaitText("result", "Saved as version 2.");
        assertThat(server.get(key)).isEqualTo("c\r\n");
    }

    @Test
    void conflictShowsBothValuesSideBySide() {
        String key = prefix + "conflict";
        server.put(key, "base", 0);
        openKey(key);
        server.put(key, "theirs", 1);
        browser.type("value", "mine");
        browser.click("save");
        browser.await("document.getElementById('conflict').dataset.state === 'lost'");
        assertThat(browser.text("mine")).contains("mine");
        assertThat(browser.text("theirs")).contains("version 2", "theirs");
        assertThat(result()).contains("another client has written version 2");
        assertThat(browser.evaluate("String(Math.abs(document.getElementById('mine').getBoundingClientRect().top"
                        + " - document.getElementById('theirs').getBoundingClientRect().top) < 1)"))
                .isEqualTo("true");
        assertThat(server.get(key)).isEqualTo("theirs");
        browser.click("overwrite");
        browser.awaitText("result", "Saved as version 3.");
        assertThat(server.get(key)).isEqualTo("mine");
    }

    @Test
    void writeWhoseResponseIsLostIsReadAgain() {
        String key = prefix + "answered";
        server.put(key, "base", 0);
        openKey(key);
        browser.lose("PUT", Fate.RESPONSE_LOST);
        browser.type("value", "mine");
        browser.click("save");
        browser.awaitText("result", "either your write took effect, or another client has written the same value");
        assertThat(browser.text("version")).isEqualTo("2");
        assertThat(server.get(key)).isEqualTo("mine");
    }

    @Test
    void writeThatDoesNotReachTheServerIsNeitherReportedAsDoneNorAsRefused() {
        String key = prefix + "lost";
        server.put(key, "base", 0);
        openKey(key);
        browser.lose("PUT", Fate.REQUEST_LOST);
        browser.type("value", "mine");
        browser.click("save");
        browser.await("document.getElementById('conflict').dataset.state === 'pending'");
        assertThat(result()).contains("has not taken effect so far. It may still take effect.");
        assertThat(server.get(key)).isEqualTo("base");
        browser.loseNothing();
        browser.click("repeat");
        browser.awaitText("result", "Saved as version 2.");
    }

    @Test
    void outcomeThatCannotBeReadIsUnknown() {
        String key = prefix + "dark";
        server.put(key, "base", 0);
        openKey(key);
        browser.lose("PUT", Fate.RESPONSE_LOST);
        browser.evaluate("void (globalThis.fetch = ((before) => (path, options) => options.method === 'GET' && "
                + "path.startsWith('/v1/kv/') ? Promise.reject(new TypeError('off')) : before(path, options))(fetch))");
        browser.type("value", "mine");
        browser.click("save");
        browser.await("document.getElementById('conflict').dataset.state === 'unknown'");
        assertThat(result()).contains("may have taken effect, or may still take effect");
        assertThat(browser.text("theirs")).contains("not known");
    }

    /** Every case of the comparison: base version and value, current version and value (0: absent), and whether it was refused. */
    @ParameterizedTest
    @CsvSource({
        "1, mine, 1, base, false, pending",
        "1, mine, 2, mine, false, saved",
        "1, mine, 2, theirs, false, lost",
        "1, mine, 2, theirs, true, lost",
        "1, mine, 3, theirs, false, unknown",
        "1, mine, 3, theirs, true, unknown",
        "1, mine, 3, mine, true, saved",
        "1, mine, 0, '', false, unknown",
        "1, mine, 0, '', true, unknown",
        "0, mine, 0, '', false, pending",
        "0, mine, 0, '', true, unknown",
        "0, mine, 1, mine, true, saved",
        "0, mine, 1, theirs, true, lost",
        "0, mine, 5, theirs, true, unknown",
        "1, DELETE, 0, '', true, saved",
        "1, DELETE, 1, base, false, pending",
        "1, DELETE, 2, theirs, true, lost",
        "1, DELETE, 3, theirs, true, unknown",
    })
    void outcomeFollowsFromWhatTheKeyIsNow(
            int base, String wanted, int current, String value, boolean isRefused, String state) {
        String comparison = """
                (async () => {
                  const { compare } = await import('/console/outcome.js');
                  const bytes = (text) => new TextEncoder().encode(text);
                  const key = (version, text) => version === 0 ? null
                      : { version: BigInt(version), tag: `"${version}-8f14e45f"`, bytes: bytes(text) };
                  return compare(key(%d, 'base'), %s, key(%d, %s), %b).state;
                })()""".formatted(
                        base,
                        wanted.equals("DELETE") ? "null" : "bytes(" + Chromium.quoted(wanted) + ")",
                        current,
                        Chromium.quoted(value),
                        isRefused);
        assertThat(browser.evaluate(comparison)).isEqualTo(state);
    }

    @Test
    void keyIsDeletedAfterAQuestion() {
        String key = prefix + "gone";
        server.put(key, "value", 0);
        openKey(key);
        browser.click("delete");
        browser.click("dialog-cancel");
        assertThat(server.get(key)).isEqualTo("value");
        browser.click("delete");
        browser.click("dialog-confirm");
        browser.await("document.querySelector('.editor').textContent.includes('The key was deleted.')");
        browser.awaitText("keys-status", "0 keys");
    }

    @Test
    void keyIsCreatedUnlessItExists() {
        list();
        browser.evaluate("void document.activeElement.blur()");
        browser.press("n");
        browser.type("new-key", prefix + "back\\\\slash\\x00");
        browser.type("value", "new");
        browser.click("save");
        browser.awaitText("result", "Saved as version 1.");
        assertThat(server.get(prefix + "back\\slash\0")).isEqualTo("new");
        browser.click("new");
        browser.type("new-key", prefix + "back\\\\slash\\x00");
        browser.type("value", "other");
        browser.click("save");
        browser.await("document.getElementById('conflict').dataset.state === 'lost'");
        assertThat(browser.text("theirs")).contains("version 1", "new");
    }

    @Test
    void keysAreListedInPagesAndFoundByATextInThem() {
        IntStream.range(0, 120).forEach(i -> server.put(prefix + "k" + String.format("%03d", i), "v", 0));
        list();
        browser.await("document.querySelectorAll('#keys button').length === 50");
        browser.click("next");
        browser.click("next");
        browser.await("document.querySelectorAll('#keys button').length === 20");
        assertThat(browser.evaluate("document.getElementById('next').disabled")).isEqualTo("true");
        browser.click("previous");
        browser.await("document.querySelector('#keys button').dataset.key === '" + prefix + "k050'");
        browser.type("contains", "K11");
        browser.click("search");
        browser.awaitText("keys-status", "10 keys among 120");
    }

    @Test
    void writesOfOthersAreShownAsTheyHappen() {
        String key = prefix + "live";
        server.put(key, "first", 0);
        openKey(key);
        browser.click("live");
        server.put(prefix + "another", "x", 0);
        browser.await("document.querySelectorAll('#keys button').length === 2");
        server.put(key, "second", 1);
        browser.awaitText("result", "it has version 2 now");
        view("follow");
        browser.type("follow-prefix", prefix);
        browser.click("follow-toggle");
        browser.awaitText("follow-status", "Following since revision");
        server.put(key, "third", 2);
        server.send("DELETE", "v1/kv/" + ConsoleServer.encoded(key) + "?version=3", "");
        browser.await("document.querySelectorAll('#follow-events tbody tr').length === 2");
        assertThat(browser.text("follow-events")).contains("delete", "third", ConsoleServer.ADMIN);
        browser.click("follow-toggle");
        browser.awaitText("follow-status", "Not following.");
    }

    @Test
    void locksShowTheirHoldersWaitersAndWhyHoldsEnded() {
        String session = server.openSession();
        String name = prefix + "lock";
        server.put("lock/" + name, "id 2026-11-29T12:00:00Z former", 0, "Latchkey-Session", server.openSession());
        server.send("DELETE", "v1/kv/" + ConsoleServer.encoded("lock/" + name) + "?version=1", "");
        server.put("lock/" + name, "id 2026-11-29T12:00:00Z holder", 0, "Latchkey-Session", session);
        server.put("lock-queue/" + name + "/" + ID + "1", "id 2026-11-29T12:00:00Z waiting", 0);
        server.put("election/" + name, "id 2026-11-29T12:00:00Z host-1:8080", 0);
        view("locks");
        browser.awaitText("elections", "host-1:8080");
        browser.awaitText("locks", "holder");
        browser.evaluate("void [...document.querySelectorAll('#locks button')].find((b) => b.textContent === "
                + Chromium.quoted(name) + ").click()");
        browser.awaitText("lock-holder", "holder");
        browser.awaitText("lock-waiters", "waiting");
        browser.awaitText("lock-history", "former");
        assertThat(browser.text("lock-history")).contains("released");
    }

    @Test
    void serverShowsItsFiguresAndCharts() {
        view("server");
        browser.awaitText("server-cards", "Disk and log");
        assertThat(browser.text("server-cards"))
                .contains("durable", "Connections", "Sessions", "writable", "Queued writes");
        browser.await("document.querySelectorAll('#server-charts .curve').length > 0");
        assertThat(browser.evaluate("document.querySelector('#server-charts svg').getAttribute('aria-label')"))
                .matches("Operations per second \\(RESP\\): all \\S+, refused \\S+; maximum \\S+");
    }

    @Test
    void percentileIsThatOfWhatWasCountedBetweenTwoScrapes() {
        String percentiles = """
                (async () => {
                  const { parse, percentile } = await import('/console/charts.js');
                  const scrape = (a, b, c) => parse(`# TYPE x histogram\\nx_bucket{verb="get",le="0.1"} ${a}\\n`
                      + `x_bucket{verb="get",le="0.2"} ${b}\\nx_bucket{verb="get",le="+Inf"} ${c}\\n`);
                  const before = scrape(100, 100, 100);
                  const now = scrape(150, 200, 200);
                  return [percentile(before, now, 'x', 0.5), percentile(before, now, 'x', 0.75),
                      percentile(before, before, 'x', 0.5), percentile(before, scrape(100, 100, 110), 'x', 0.99)].join(' ');
                })()""";
        assertThat(browser.evaluate(percentiles)).matches("0\\.1 0\\.15\\d*  0\\.2");
    }

    @Test
    void userSeesWhatItMayAndWhichPermissionIsMissing() {
        server.put(prefix + "seen", "value", 0);
        server.put("secret" + prefix, "value", 0);
        logInAs(ConsoleServer.READER);
        browser.type("prefix", "");
        browser.click("search");
        browser.await("[...document.querySelectorAll('#keys button')].length > 0");
        assertThat(browser.text("keys")).doesNotContain("secret");
        openKey(prefix + "seen");
        browser.type("value", "changed");
        browser.click("save");
        assertThat(result())
                .contains(
                        "Not saved: user 'bob' needs the permission 'write' for key '" + prefix + "seen' to run PUT.");
        view("server");
        browser.awaitText("server-message", "User 'bob' needs the permission 'admin' to run GET /v1/status.");
        view("locks");
        browser.awaitText("locks", "needs the permission 'read'");
        view("follow");
        browser.click("follow-toggle");
        browser.awaitText("follow-status", "needs the permission 'follow'");
    }

    @Test
    void logoutEndsTheSessionAndNothingStaysOnThePage() {
        server.put(prefix + "private", "secret value", 0);
        openKey(prefix + "private");
        assertThat(browser.evaluate("document.cookie")).isEmpty();
        browser.click("logout");
        browser.await("!document.getElementById('login').hidden");
        assertThat(browser.evaluate("document.body.innerHTML")).doesNotContain("private", "secret value");
        assertThat(browser.evaluate(
                        "fetch('/v1/kv', {headers: {'X-Requested-With': 'x'}}).then((r) => String(r.status))"))
                .isEqualTo("401");
    }

    @Test
    void sessionThatEndsWhileAValueIsEditedDoesNotLoseIt() {
        String key = prefix + "draft";
        server.put(key, "base", 0);
        openKey(key);
        browser.type("value", "draft");
        browser.evaluate("fetch('/v1/login', {method: 'DELETE'}).then(() => '')");
        browser.click("save");
        browser.awaitText("login-message", "The session has ended.");
        assertThat(browser.evaluate("document.body.innerHTML")).doesNotContain("draft");
        browser.type("login-secret", ConsoleServer.ADMIN);
        browser.click("login-submit");
        browser.await("document.getElementById('value').value === 'draft'");
        browser.click("save");
        browser.awaitText("result", "Saved as version 2.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"keys", "follow", "locks", "server"})
    void everyControlHasANameAndTheViewFitsIntoANarrowWindow(String view) throws IOException {
        String key = prefix + "a-very-long-key-without-any-place-where-it-could-be-broken-".repeat(4);
        server.put(key, "value-without-spaces-".repeat(30), 0);
        server.put("lock/" + prefix + "long-name-".repeat(12), "id 2026-11-29T12:00:00Z " + "owner-".repeat(30), 0);
        openKey(key);
        browser.await("document.querySelector('#history table') !== null");
        if (!view.equals("keys")) {
            view(view);
        }
        switch (view) {
            case "follow" -> {
                browser.click("follow-toggle");
                browser.awaitText("follow-status", "Following since revision");
                server.put(key, "more-".repeat(100), 1);
                browser.await("document.querySelectorAll('#follow-events tbody tr').length > 0");
            }
            case "locks" -> browser.awaitText("locks", "long-name");
            case "server" -> browser.awaitText("server-cards", "Disk and log");
            default -> browser.evaluate("void document.getElementById('value').focus()");
        }
        assertThat(browser.controls()).isNotEmpty().noneMatch(control -> control.name()
                .isBlank());
        assertThat(browser.evaluate("String(document.querySelectorAll('h1').length)"))
                .isEqualTo("1");
        assertThat(browser.evaluate("(() => { const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);"
                        + " return ids.filter((id, at) => ids.indexOf(id) !== at).join(' '); })()"))
                .isEmpty();
        for (int width : new int[] {320, 600, 1_200}) {
            browser.resize(width, 700);
            assertThat(browser.evaluate(
                            "String(document.documentElement.scrollWidth - document.documentElement.clientWidth)"))
                    .as("pixels beyond a window of %d", width)
                    .isEqualTo("0");
            for (String scheme : List.of("light", "dark")) {
                browser.prefer(scheme);
                Path image = Path.of("target/console", view + "-" + width + "-" + scheme + ".png");
                Files.createDirectories(Path.of("target/console"));
                browser.screenshot(image);
            }
        }
    }
}
