package dev.latchkey.app.shell;

import dev.latchkey.log.errors.IoErrorText;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jline.reader.LineReader;
import org.jline.reader.impl.history.DefaultHistory;
import org.jspecify.annotations.Nullable;

/** The history of the lines that were typed, without passwords and without lines that begin with a blank. */
final class ShellHistory extends DefaultHistory {

    private final Consumer<String> tell;

    /** The file; null if there is none, or after it could not be used. */
    private @Nullable ShellHistoryFile file;

    private boolean isLoaded;

    /** @param tell prints a message */
    ShellHistory(Optional<ShellHistoryFile> file, Consumer<String> tell) {
        this.file = file.orElse(null);
        this.tell = tell;
    }

    @Override
    public void attach(LineReader reader) {
        super.attach(reader);
        ShellHistoryFile kept = file;
        if (kept == null || isLoaded) {
            return;
        }
        isLoaded = true; // why: a reader may attach its history at every line
        try {
            kept.open().forEach(line -> super.add(Instant.EPOCH, line));
        } catch (IOException e) {
            giveUp(kept, e);
        }
    }

    @Override
    public void add(Instant time, String line) {
        if (line.isBlank() || line.startsWith(" ") || TypedCommand.isSecret(line)) {
            return;
        }
        super.add(time, line);
        ShellHistoryFile kept = file;
        if (kept == null) {
            return;
        }
        try {
            kept.append(line.replace('\n', ' '));
        } catch (IOException e) {
            giveUp(kept, e);
        }
    }

    private void giveUp(ShellHistoryFile kept, IOException e) {
        file = null;
        tell.accept("cannot keep the history in " + kept + ": " + IoErrorText.of(e));
    }
}
