package dev.latchkey.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Command;
import dev.latchkey.core.HistoryLimits;
import dev.latchkey.core.Key;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.Value;
import dev.latchkey.core.session.SessionLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The page docs/format/state.md matches the code. */
final class StatePageTest {

    private static final Path PAGE = Path.of("..", "docs", "format", "state.md");

    @Test
    void theBoundsOfThePageAreThoseOfTheCode() throws IOException {
        Map<String, Long> bounds = new LinkedHashMap<>();
        for (List<String> row : tableUnder("| bound |")) {
            bounds.put(row.get(0), Long.valueOf(row.get(1)));
        }

        StateLimits limits = StateLimits.STANDARD;
        Map<String, Long> expected = new LinkedHashMap<>();
        expected.put("shortest key, bytes", 1L);
        expected.put("longest key, bytes", (long) Key.LENGTH_MAX);
        expected.put("longest value, bytes", (long) Value.LENGTH_MAX);
        expected.put("tombstones kept by name", (long) limits.tombstonesMax());
        expected.put("floors", (long) limits.floorsCount());
        expected.put("last version", limits.versionMax().number());
        expected.put("most entries of a page", (long) Command.ListKeys.LIMIT_MAX);
        expected.put("bytes of a page", (long) StateMachine.PAGE_BYTES_MAX);
        expected.put("bytes counted for the frame of an entry", (long) ListPage.ENTRY_FRAME_BYTES);
        expected.put("sessions", (long) SessionLimits.STANDARD.sessionsMax());
        expected.put("longest time to live of a session, milliseconds", (long) Command.OpenSession.TTL_MILLIS_MAX);
        expected.put("longest name of a user, bytes of UTF-8", (long) Command.OpenSession.USER_BYTES_MAX);
        expected.put("keys owned by a session", (long) SessionLimits.STANDARD.ownedKeysMax());
        expected.put("bytes of recorded replies of a session, as encoded below", (long)
                SessionLimits.STANDARD.recordBytesMax());
        expected.put("window of steps of a session", (long) Command.Once.WINDOW);
        expected.put("operations of a transaction", (long) Command.Transaction.OPERATIONS_MAX);
        expected.put(
                "bytes of the operations of a transaction, and of their results", (long) Command.Transaction.BYTES_MAX);
        expected.put(
                "bytes counted for the frame of an operation, and of a result", (long) Command.Transaction.FRAME_BYTES);
        expected.put("events of the history, unless stated", (long) HistoryLimits.STANDARD.eventsMax());
        expected.put("bytes of the history, unless stated", HistoryLimits.STANDARD.bytesMax());
        expected.put("bytes counted for the frame of an event", (long) HistoryLimits.EVENT_BYTES);
        assertThat(bounds).isEqualTo(expected);
    }

    @Test
    void theWorkedHashesOfThePageAreThoseOfTheCode() throws IOException {
        List<List<String>> rows = tableUnder("| key, bytes in hex |");

        assertThat(rows).hasSizeGreaterThanOrEqualTo(10).allSatisfy(row -> {
            byte[] key = HexFormat.of().parseHex(row.get(0));
            int hash = HexFormat.fromHexDigits(row.get(1));
            int floor = Integer.parseInt(row.get(2));
            assertThat((hash >>> 16) ^ (hash & 0xffff)).isEqualTo(floor);
            assertThat(Floors.floorOf(key, 65_536)).isEqualTo(floor);
            assertThat(Floors.floorOf(key, 16)).isEqualTo(Integer.parseInt(row.get(3)));
        });
    }

    /** Returns the cells of the rows below the table head that starts with {@code head}. */
    private static List<List<String>> tableUnder(String head) throws IOException {
        List<String> lines = Files.readAllLines(PAGE);
        List<List<String>> rows = new ArrayList<>();
        int line = 0;
        while (!lines.get(line).startsWith(head)) {
            line++;
        }
        for (line += 2; line < lines.size() && lines.get(line).startsWith("|"); line++) {
            String[] cells = lines.get(line).split("\\|", -1);
            rows.add(List.of(cells).subList(1, cells.length - 1).stream()
                    .map(String::strip)
                    .toList());
        }
        return rows;
    }
}
