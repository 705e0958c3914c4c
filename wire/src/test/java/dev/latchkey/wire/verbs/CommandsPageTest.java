package dev.latchkey.wire.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.SipHash;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.state.StateMachine;
import dev.latchkey.wire.Limits;
import dev.latchkey.wire.Parsed;
import dev.latchkey.wire.Protocol;
import dev.latchkey.wire.RequestParser;
import dev.latchkey.wire.RespValue;
import dev.latchkey.wire.RespValues;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** docs/commands.md matches the command table, and its examples are correct. */
class CommandsPageTest {

    private static final Path PAGE = Path.of("..", "docs", "commands.md");

    @Test
    void thePageIsTheOneThatTheTableMakes() throws IOException {
        String page = CommandsPage.write();
        if (System.getProperty("docs.rewrite") != null) {
            Files.createDirectories(Objects.requireNonNull(PAGE.getParent()));
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE).as("-Ddocs.rewrite regenerates it").content().isEqualTo(page);
    }

    @Test
    void theExamplesOfTheStoreComeTrue() {
        StateMachine store = new StateMachine(StateLimits.STANDARD, new SipHash(1, 2));
        for (Verb verb : Verb.values()) {
            if (verb.isForStore()) {
                assertThat(replay(store, CommandExamples.of(verb))).isEqualTo(CommandExamples.of(verb));
            }
        }
    }

    /** The same transcript with the actual replies of the store. */
    private static String replay(StateMachine store, String transcript) {
        StringBuilder replayed = new StringBuilder();
        for (String line : transcript.split("\n", -1)) {
            if (line.startsWith(CommandExamples.PROMPT)) {
                replayed.append(line).append('\n');
                RespValue value = answer(store, line.substring(CommandExamples.PROMPT.length()));
                shown(value).forEach(shown -> replayed.append(shown).append('\n'));
            }
        }
        return replayed.toString();
    }

    private static RespValue answer(StateMachine store, String line) {
        ByteBuf in = Unpooled.copiedBuffer(line + "\n", StandardCharsets.UTF_8);
        Parsed parsed = Objects.requireNonNull(new RequestParser(Limits.STANDARD.frames()).next(in));
        Decoded.ForStore decoded = (Decoded.ForStore) CommandDecoder.decode(((Parsed.Request) parsed).arguments());
        ByteBuf out = Unpooled.buffer();
        ReplyEncoder.encode(decoded.verb(), store.apply(decoded.command()), Protocol.RESP2, out);
        return RespValues.parse(out);
    }

    /** As redis-cli shows it on a terminal. */
    private static List<String> shown(RespValue value) {
        if (value instanceof RespValue.Array array) {
            List<String> lines = new ArrayList<>();
            for (int i = 0; i < array.items().size(); i++) {
                String number = (i + 1) + ") ";
                for (String line : shown(array.items().get(i))) {
                    lines.add(number + line);
                    number = " ".repeat(number.length());
                }
            }
            return lines;
        } else if (value instanceof RespValue.Int integer) {
            return List.of("(integer) " + integer.number());
        } else if (value instanceof RespValue.ErrorLine error) {
            return List.of("(error) " + error.message());
        } else if (value instanceof RespValue.Bulk bulk) {
            return List.of("\"" + bulk.utf8() + "\"");
        }
        return List.of("(nil)");
    }
}
