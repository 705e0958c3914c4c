package dev.latchkey.app.judge;

import dev.latchkey.seams.SystemTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import picocli.CommandLine;

/** What made a history, for its header and its report: the version, the command and the date. */
final class MadeBy {

    private MadeBy() {}

    /** @param repeat the command that repeats the run */
    static Map<String, String> of(CommandLine command, String repeat) {
        String version = String.join(" ", command.getCommandSpec().root().version());
        Instant now = Instant.ofEpochMilli(SystemTime.INSTANCE.wallMillis()).truncatedTo(ChronoUnit.SECONDS);
        return Map.of("made by", version.isEmpty() ? "latchkey" : version, "command", repeat, "date", now.toString());
    }
}
