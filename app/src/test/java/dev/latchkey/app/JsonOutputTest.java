package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.latchkey.app.foreign.ServedNode;
import dev.latchkey.app.foreign.SeveringProxy;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class JsonOutputTest {

    private final ServedNode node = ServedNode.open();
    private final CommandRun.Given given = CommandRun.Given.server(node.port());

    @AfterEach
    void stop() {
        node.close();
    }

    private Map<String, String> json(String... arguments) throws IOException {
        return parsed(given.run(arguments));
    }

    /** Parses the single object on the single line of output. */
    private static Map<String, String> parsed(CommandRun run) throws IOException {
        assertThat(run.out().lines()).hasSize(1);
        assertThat(run.out()).endsWith("}\n");
        Map<String, String> fields = new LinkedHashMap<>();
        try (JsonParser parser = new JsonFactory().createParser(run.bytes())) {
            assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                JsonToken type = parser.nextToken();
                fields.put(parser.currentName(), (type == JsonToken.VALUE_STRING ? "" : "#") + parser.getText());
            }
            assertThat(parser.currentToken()).isEqualTo(JsonToken.END_OBJECT);
            assertThat(parser.nextToken()).isNull();
        }
        return fields;
    }

    @Test
    void outcomesOfWritesAreObjects() throws IOException {
        assertThat(json("put", "--json", "k", "v", "0")).isEqualTo(Map.of("outcome", "Ok", "version", "#1"));
        assertThat(json("put", "--json", "k", "v", "0")).isEqualTo(Map.of("outcome", "ErrVersion", "current", "#1"));
        assertThat(json("del", "--json", "x", "1")).isEqualTo(Map.of("outcome", "ErrNoKey"));
        assertThat(json("del", "--json", "k", "1")).isEqualTo(Map.of("outcome", "Ok", "version", "#2"));
    }

    @Test
    void countIsAnObject() throws IOException {
        json("put", "--json", "--any-version", "k", "v");
        assertThat(json("list", "--json", "--count")).isEqualTo(Map.of("count", "#1"));
        assertThat(json("list", "--json", "--count", "x")).isEqualTo(Map.of("count", "#0"));
    }

    @Test
    void textValuesArePrintedAsText() throws IOException {
        json("put", "--json", "k \"\n", "ключ \u0000\u001b", "0");
        assertThat(json("get", "--json", "k \"\n"))
                .isEqualTo(Map.of("key", "k \"\n", "value", "ключ \u0000\u001b", "version", "#1", "revision", "#1"));
        assertThat(json("get", "--json", "--only-version", "k \"\n"))
                .isEqualTo(Map.of("key", "k \"\n", "version", "#1"));
        assertThat(json("list", "--json", "--values"))
                .isEqualTo(Map.of("key", "k \"\n", "version", "#1", "value", "ключ \u0000\u001b"));
    }

    @Test
    void binaryValuesArePrintedInBase64() throws IOException {
        given.in(new byte[] {(byte) 0xff, 0, 1}).run("put", "k", "-", "0");
        assertThat(json("get", "--json", "k"))
                .isEqualTo(Map.of("key", "k", "value_base64", "/wAB", "version", "#1", "revision", "#1"));
        assertThat(json("list", "--json")).isEqualTo(Map.of("key", "k", "version", "#1"));
    }

    @Test
    void absentKeyIsAnObjectWithoutAValue() {
        CommandRun run = given.run("get", "--json", "nope");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEqualTo("{\"key\":\"nope\",\"value\":null,\"version\":0}\n");
    }

    @Test
    void pingAndInfoAreObjects() throws IOException {
        assertThat(json("ping", "--json")).containsEntry("server", "127.0.0.1:" + node.port());
        assertThat(json("ping", "--json").get("millis")).matches("#\\d+\\.\\d+(E-\\d+)?");
        assertThat(json("info", "--json")).containsEntry("role", "master").containsKey("latchkey_version");
    }

    @Test
    void unknownOutcomeIsAnObjectAndHasItsOwnExitCode() throws IOException {
        try (SeveringProxy proxy = new SeveringProxy(node.port(), "severed").withoutReconnects()) {
            CommandRun run =
                    CommandRun.Given.server(proxy.port()).run("put", "--json", "--timeout", "1s", "severed", "v", "0");
            assertThat(proxy.timesSent()).isEqualTo(1);
            assertThat(run.exitCode()).isEqualTo(3);
            String cause =
                    "no answer within 1.0 s: cannot connect to 127.0.0.1:" + proxy.port() + ": Connection refused";
            assertThat(parsed(run)).containsEntry("outcome", "ErrMaybe").containsEntry("cause", cause);
            assertThat(run.err().lines())
                    .last()
                    .asString()
                    .contains("outcome unknown", "(" + cause + ")", "read the key");
        }
        assertThat(given.run("get", "severed").out()).isEqualTo("v");
    }

    @Test
    void retriedWriteHasTheOutcomeOfItsFirstExecution() throws IOException {
        try (SeveringProxy proxy = new SeveringProxy(node.port(), "severed")) {
            CommandRun run = CommandRun.Given.server(proxy.port()).run("put", "--json", "severed", "v", "0");
            assertThat(proxy.timesSent()).isEqualTo(2);
            assertThat(run.exitCode()).isZero();
            assertThat(parsed(run)).containsEntry("outcome", "Ok");
        }
    }
}
