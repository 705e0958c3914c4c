package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.latchkey.app.LatchkeyProcess.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log of a server process: its formats and levels. Covers SEC-05: no secret is logged at any level in any format. */
final class LogProcessTest {

    private static final String PASSWORD = "correct-horse-battery";

    @TempDir
    Path folder = Path.of("");

    private static List<Map<String, String>> events(String err) throws IOException {
        List<Map<String, String>> events = new ArrayList<>();
        for (String line : err.lines().toList()) {
            Map<String, String> fields = new LinkedHashMap<>();
            try (JsonParser json = new JsonFactory().createParser(line)) {
                for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                    if (token == JsonToken.FIELD_NAME) {
                        fields.put(json.currentName(), json.nextTextValue());
                    }
                }
            }
            events.add(fields);
        }
        return events;
    }

    private LatchkeyProcess serve(Map<String, String> environment, String... more) {
        List<String> flags = new ArrayList<>(
                List.of("serve", "--port", "0", "--data", folder.resolve("data").toString()));
        flags.addAll(List.of(more));
        return LatchkeyProcess.start(environment, LatchkeyProcess.command(flags.toArray(new String[0])));
    }

    private static InlineClient connect(LatchkeyProcess server) throws IOException {
        return new InlineClient(Integer.parseInt(server.readyLine().replaceAll(".*-p (\\d+) .*", "$1")));
    }

    @Test
    void everythingOnStandardErrorIsJsonIfTheLogIs() throws IOException {
        Map<String, String> misspelled = Map.of("LATCHKEY_NONSENSE", "1", "LATCHKEY_LOG_FORMAT", "json");
        try (LatchkeyProcess first = serve(misspelled);
                InlineClient client = connect(first)) {
            assertThat(client.ask("put a 1 0")).isEqualTo(":1");
            List<Map<String, String>> events = events(first.terminate().err());
            assertThat(events)
                    .anySatisfy(event -> assertThat(event)
                            .containsEntry("level", "warn")
                            .containsEntry("message", "ignoring unknown environment variable LATCHKEY_NONSENSE"))
                    .anySatisfy(event -> assertThat(event.get("message")).startsWith("stopped; "));
        }
        try (LatchkeyProcess second = serve(misspelled)) {
            second.readyLine();
            assertThat(events(second.terminate().err()))
                    .anySatisfy(event -> assertThat(event.get("message")).startsWith("read 1 keys at revision 1"));
        }
    }

    @Test
    void failureToStartIsJsonToo() throws IOException {
        Result result = LatchkeyProcess.run(Map.of(), "serve", "--log-format", "json", "--bind", "0.0.0.0");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(events(result.err())).singleElement().satisfies(event -> assertThat(event)
                .containsEntry("level", "error")
                .hasEntrySatisfying("message", message -> assertThat(message).contains("requires a password")));
    }

    @Test
    void lessSevereEventsAreNotLogged() throws IOException {
        try (LatchkeyProcess server = serve(Map.of("LATCHKEY_NONSENSE", "1"), "--log-level", "error")) {
            server.readyLine();
            assertThat(server.terminate().err()).isEmpty();
        }
    }

    @Test
    void invalidLevelOrFormatIsRefused() {
        ServeProcessTest.assertRefused(
                LatchkeyProcess.run(Map.of(), "serve", "--log-level", "loud"), "error, warn, info, debug or trace");
        ServeProcessTest.assertRefused(
                LatchkeyProcess.run(Map.of("LATCHKEY_LOG_FORMAT", "xml"), "serve"), "text or json");
    }

    @Test
    void noSecretIsLoggedAtAnyLevelInAnyFormat() throws IOException {
        for (String format : List.of("text", "json")) {
            try (LatchkeyProcess server = serve(
                            Map.of("LATCHKEY_PASSWORD", PASSWORD), "--log-level", "trace", "--log-format", format);
                    InlineClient client = connect(server)) {
                for (String request : List.of(
                        "auth wrong-" + PASSWORD,
                        "auth nobody wrong-" + PASSWORD,
                        "auth a b " + PASSWORD,
                        "hello 3 auth default wrong-" + PASSWORD,
                        "hello 9 auth default " + PASSWORD,
                        PASSWORD)) {
                    assertThat(client.ask(request)).as(request).startsWith("-").doesNotContain(PASSWORD);
                }
                assertThat(client.ask("auth " + PASSWORD)).isEqualTo("+OK");
                Result result = server.terminate();
                assertThat(result.err()).contains("stopped");
                assertThat(result.toString()).doesNotContain(PASSWORD);
            }
        }
    }
}
