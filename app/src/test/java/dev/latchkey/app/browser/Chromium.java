package dev.latchkey.app.browser;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Headless Chromium with one window. If a step takes very long, the process is killed, so that the step fails. */
final class Chromium implements AutoCloseable {

    private static final Path PROGRAM = Path.of("/usr/bin/chromium");

    /** The timeout for what a page does. It is long because the machine may be busy. */
    private static final int SECONDS_MAX = 60;

    /** The time after which the process is killed in any case. */
    private static final int LIFE_SECONDS_MAX = 600;

    /** Chromium reads commands from file descriptor 3 and writes to 4; Java can connect only 0, 1 and 2. */
    private static final String CONNECT_PIPE = "exec \"$@\" 3<&0 4>&1 0</dev/null 1>&2";

    private static final String ENABLED = ".enable";

    /** Polls a condition in the page; the result says what was waited for in vain. */
    private static final String WAIT = """
            (async () => {
              const end = Date.now() + %d;
              while (Date.now() < end) {
                try {
                  if (%s) return 'done';
                } catch (e) {
                  // The page may not have that element yet.
                }
                await new Promise((next) => setTimeout(next, 20));
              }
              return document.body.innerText.slice(0, 2000);
            })()""";

    private final Process process;
    private final CompletableFuture<Void> kill;
    private final DevTools tools;

    private Chromium(Process process) throws IOException {
        this.process = process;
        this.kill = CompletableFuture.runAsync(
                () -> kill(process), CompletableFuture.delayedExecutor(LIFE_SECONDS_MAX, TimeUnit.SECONDS));
        this.tools = new DevTools(process.getInputStream(), process.getOutputStream());
        String target = result(tools.call("Target.createTarget", Map.of("url", "about:blank")), "targetId");
        tools.use(
                result(tools.call("Target.attachToTarget", Map.of("targetId", target, "flatten", true)), "sessionId"));
        for (String domain : List.of("Page", "Runtime", "Network", "Log")) {
            tools.call(domain + ENABLED, Map.of());
        }
        resize(1_200, 850);
    }

    /** Skips the test if Chromium is not installed. */
    static void assumeInstalled() {
        assumeTrue(Files.isExecutable(PROGRAM), "skipped: " + PROGRAM + " does not exist (Debian package chromium)");
    }

    static Chromium start(Path folder) {
        List<String> command = new ArrayList<>(List.of("sh", "-c", CONNECT_PIPE, "sh"));
        command.addAll(List.of(
                PROGRAM.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + folder.resolve("profile"),
                "--remote-debugging-pipe"));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(folder.resolve("errors.txt").toFile())
                    .start();
            try {
                return new Chromium(process);
            } catch (IOException | RuntimeException | Error e) {
                kill(process);
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String result(Map<String, String> message, String path) {
        return Objects.requireNonNull(message.get("result." + path), () -> "no " + path + " in " + message);
    }

    private Map<String, String> call(String method, Map<String, ?> parameters) {
        try {
            return tools.call(method, parameters);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void send(String method, Map<String, ?> parameters) {
        try {
            tools.send(method, parameters);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens a page that has no cookies and no history. */
    void openFresh(String url) {
        call("Network.clearBrowserCookies", Map.of());
        call("Page.navigate", Map.of("url", "about:blank"));
        tools.forgetEvents();
        open(url);
    }

    void open(String url) {
        call("Page.navigate", Map.of("url", url));
    }

    void resize(int width, int height) {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** Prefers that color scheme: light or dark. */
    void prefer(String scheme) {
        call(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** Returns what an expression, perhaps a promise, evaluates to in the page, as text. */
    String evaluate(String expression) {
        Map<String, String> message =
                call("Runtime.evaluate", Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
        if (message.containsKey("result.exceptionDetails.text")) {
            throw new AssertionError(expression + ": " + message);
        }
        return message.getOrDefault("result.result.value", "");
    }

    /** Waits until a condition holds in the page. */
    void await(String condition) {
        String outcome = evaluate(WAIT.formatted(TimeUnit.SECONDS.toMillis(SECONDS_MAX), condition));
        if (!outcome.equals("done")) {
            throw new AssertionError("not within " + SECONDS_MAX + " s: " + condition + "\nThe page:\n" + outcome);
        }
    }

    /** Waits until the element with an id contains a text. */
    void awaitText(String id, String text) {
        await("document.getElementById('" + id + "').textContent.includes(" + quoted(text) + ")");
    }

    /** Returns the text of the element with an id. */
    String text(String id) {
        return evaluate("document.getElementById('" + id + "').textContent");
    }

    /** Clicks on the element with an id when it exists and is enabled. */
    void click(String id) {
        await("!document.getElementById('" + id + "').disabled");
        evaluate("void document.getElementById('" + id + "').click()");
    }

    /** Sets the content of a field. */
    void type(String id, String text) {
        await("document.getElementById('" + id + "') !== null");
        evaluate("void (document.getElementById('" + id + "').value = " + quoted(text) + ")");
    }

    /** Presses a key, such as n, with the focus where it is. */
    void press(String key) {
        for (String kind : List.of("keyDown", "keyUp")) {
            call(
                    "Input.dispatchKeyEvent",
                    Map.of("type", kind, "key", key, "text", key.length() == 1 && kind.equals("keyDown") ? key : ""));
        }
    }

    /** A text as a JavaScript literal. */
    static String quoted(String text) {
        StringBuilder literal = new StringBuilder("\"");
        text.chars().forEach(c -> literal.append(String.format("\\u%04x", c)));
        return literal.append('"').toString();
    }

    /** What became of a request that was paused. */
    enum Fate {
        /** The request does not reach the server. */
        REQUEST_LOST,

        /** The server has executed the request, and the response does not arrive. */
        RESPONSE_LOST
    }

    /** Loses requests of that method from now on, until {@link #loseNothing}. */
    void lose(String method, Fate fate) {
        tools.decide(request -> {
            boolean isLost = method.equals(request.get("params.request.method"));
            Map<String, String> id = Map.of("requestId", String.valueOf(request.get("params.requestId")));
            if (isLost) {
                send("Fetch.failRequest", Map.of("requestId", id.get("requestId"), "errorReason", "ConnectionReset"));
            } else {
                send("Fetch.continueRequest", id);
            }
        });
        String stage = fate == Fate.REQUEST_LOST ? "Request" : "Response";
        call("Fetch.enable", Map.of("patterns", List.of(Map.of("urlPattern", "*/v1/kv/*", "requestStage", stage))));
    }

    /** Answers requests for files in place of the server, without their policy; {@code content} returns null for all others. */
    void answer(Function<String, @Nullable String> content) {
        tools.decide(request -> {
            String id = String.valueOf(request.get("params.requestId"));
            String url = String.valueOf(request.get("params.request.url"));
            String text = content.apply(url);
            if (text == null) {
                send("Fetch.continueRequest", Map.of("requestId", id));
            } else {
                send("Fetch.fulfillRequest", response(id, url, text));
            }
        });
        call("Fetch.enable", Map.of("patterns", List.of(Map.of("urlPattern", "*", "requestStage", "Request"))));
    }

    private static Map<String, Object> response(String id, String url, String text) {
        String type = url.endsWith(".js") ? "text/javascript" : "text/html";
        return Map.of(
                "requestId",
                id,
                "responseCode",
                200,
                "responseHeaders",
                List.of(Map.of("name", "Content-Type", "value", type)),
                "body",
                Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    }

    void loseNothing() {
        call("Fetch.disable", Map.of());
        tools.decide(request -> {});
    }

    /** The addresses that were requested since the page was opened. */
    List<String> requested() {
        return tools.events("Network.requestWillBeSent").stream()
                .map(event -> String.valueOf(event.get("params.request.url")))
                .toList();
    }

    /** Errors and refusals of the browser since the page was opened, and dialogs that a script has opened. */
    List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        tools.events("Runtime.exceptionThrown").forEach(event -> complaints.add(event.toString()));
        tools.events("Page.javascriptDialogOpening").forEach(event -> complaints.add(event.toString()));
        tools.events("Log.entryAdded").stream()
                .filter(event -> !"network".equals(event.get("params.entry.source")))
                .forEach(event -> complaints.add(event.toString()));
        return complaints;
    }

    /** A control as assistive technology sees it. */
    record Control(String role, String name) {}

    /** The controls of the page, with their names as the browser computes them. */
    List<Control> controls() {
        Map<String, String> tree = call("Accessibility.getFullAXTree", Map.of());
        TreeSet<String> controls = new TreeSet<>(
                List.of("button", "link", "textbox", "searchbox", "combobox", "checkbox", "radio", "image", "dialog"));
        List<Control> found = new ArrayList<>();
        for (int i = 0; tree.containsKey("result.nodes." + i + ".nodeId"); i++) {
            String node = "result.nodes." + i + ".";
            @Nullable String role = tree.get(node + "role.value");
            if (role != null && controls.contains(role) && !"true".equals(tree.get(node + "ignored"))) {
                found.add(new Control(role, tree.getOrDefault(node + "name.value", "")));
            }
        }
        return found;
    }

    /** Writes what is visible to a PNG file. */
    void screenshot(Path file) throws IOException {
        Files.write(
                file,
                Base64.getDecoder().decode(result(call("Page.captureScreenshot", Map.of("format", "png")), "data")));
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    @Override
    public void close() {
        kill.cancel(false);
        kill(process);
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
