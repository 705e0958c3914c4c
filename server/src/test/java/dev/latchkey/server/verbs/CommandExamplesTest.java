package dev.latchkey.server.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.engine.state.MemoryEngine;
import dev.latchkey.server.access.Credentials;
import dev.latchkey.server.access.Logins;
import dev.latchkey.server.stats.CommandStats;
import dev.latchkey.server.stats.InfoReport;
import dev.latchkey.server.stats.ServerFigures;
import dev.latchkey.server.talk.Resp;
import dev.latchkey.server.talk.Talk;
import dev.latchkey.wire.ReplyParser;
import dev.latchkey.wire.RespValue;
import dev.latchkey.wire.verbs.Verb;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The examples of docs/commands.md are what a server replies: one for each verb, replayed in the order of the page. */
class CommandExamplesTest {

    private static final Path PAGE = Path.of("..", "docs", "commands.md");
    private static final String PASSWORD = "the-password";
    private static final Pattern EXAMPLE = Pattern.compile("(?s)```\n(127\\.0\\.0\\.1:5625> .*?)```");
    private static final Pattern PROMPT = Pattern.compile("(?m)^127\\.0\\.0\\.1:5625> ");

    /** The ids of the sessions in the examples, 128 bits each. */
    private final Iterator<Long> sessions = List.of(
                    0x8c1f63a09be24d57L, 0xa1c4e0f2b3d49685L, 0x2e7d90b4c5a8413fL, 0x96d0e7b1a2c3f458L)
            .iterator();

    private final MemoryEngine engine = Talk.memory();
    private final Handlers handlers = new Handlers(
            Logins.of(Credentials.of(Resp.bytes(PASSWORD))),
            engine::storeId,
            new InfoReport(this::figures)::text,
            sessions::next);
    private Talk talk = Talk.withHandlers(engine, handlers);

    private ServerFigures figures() {
        return new ServerFigures(
                5625,
                0,
                "epoll",
                Duration.ZERO,
                1,
                1,
                0,
                1,
                0,
                0,
                0,
                1,
                0,
                1,
                0,
                1,
                0,
                1,
                0,
                engine.name(),
                engine.keyspace(),
                engine.sessions(),
                engine.history(),
                Optional.empty(),
                engine.storeId(),
                new CommandStats.Totals());
    }

    @Test
    void everyExampleIsWhatTheServerReplies() throws IOException {
        List<String> examples = EXAMPLE.matcher(Files.readString(PAGE))
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(examples).hasSameSizeAs(Verb.values());
        for (String example : examples) {
            authenticate();
            PROMPT.splitAsStream(example).filter(step -> !step.isEmpty()).forEach(this::replay);
        }
    }

    /** Each example begins with an authenticated connection, whatever the one before it did. */
    private void authenticate() {
        if (talk.hungUp) {
            talk = Talk.withHandlers(engine, handlers);
        }
        talk.ask("AUTH", PASSWORD);
    }

    /** One request and its reply, of which a line of dots stands for the rest. */
    private void replay(String step) {
        List<String> lines = Arrays.asList(step.split("\n", -1));
        String request = lines.get(0);
        List<String> expected = lines.subList(1, lines.size() - 1);
        List<String> actual = shown(request, talk.say(request + "\r\n"));
        int dots = expected.indexOf("...");
        if (dots < 0) {
            assertThat(actual).as(request).isEqualTo(expected);
        } else {
            assertThat(actual.subList(0, dots)).as(request).isEqualTo(expected.subList(0, dots));
        }
    }

    private static List<String> shown(String request, String reply) {
        RespValue value = Objects.requireNonNull(new ReplyParser().next(Unpooled.wrappedBuffer(Resp.bytes(reply))));
        return request.startsWith("INFO") && value instanceof RespValue.Bulk text
                ? Arrays.asList(text.utf8().split("\r\n"))
                : RedisCli.shown(value);
    }
}
