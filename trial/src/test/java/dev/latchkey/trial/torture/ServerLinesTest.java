package dev.latchkey.trial.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ServerLinesTest {

    private final ServerLines lines = new ServerLines();

    @Test
    void cutsSnapshotsAndTimesAreCounted() {
        lines.add("latchkey serve: truncated the torn tail of the log: 1 records, 40 bytes, at 1.log offset 64 (torn)");
        lines.add("latchkey serve: read 12 keys at revision 1,020 in 1,204 ms: no snapshot and 9 records of the log");
        lines.add(
                "latchkey serve: read 12 keys at revision 99 in 3 ms: the snapshot of record 7 and 9 records of the log");
        lines.add("2026-11-22T15:15:24.162Z INFO Snapshotting - snapshot of record 13: 220 bytes of state in 5 ms");
        assertThat(lines.counted()).isEqualTo(new ServerLines.Counted(1, 1, 1, Duration.ofMillis(1_204)));
    }

    @Test
    void lastLinesOfTheCurrentServerAreKept() {
        lines.add("of another");
        lines.begin();
        for (int line = 0; line < 30; line++) {
            lines.add("line " + line);
        }
        assertThat(lines.last()).startsWith("line 20 | ").endsWith(" | line 29").doesNotContain("another");
    }
}
