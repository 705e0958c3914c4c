package dev.latchkey.app.ask;

import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.FileLocation;
import dev.latchkey.app.console.Json;
import dev.latchkey.app.console.ProcessContext;
import dev.latchkey.app.console.UsageException;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.log.errors.IoErrorText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey edit}: edits a value in the user's editor, and writes it if the key has not changed meanwhile. */
@Command(
        name = "edit",
        description = {
            "Edits the value of a key in your editor, and prints the new version.",
            "",
            "The editor is that of VISUAL, else of EDITOR, else vi. When it exits, the text is written at the version that"
                    + " was read before, so a change that another client makes in between is never overwritten: the key"
                    + " is then left as it is, and your text is kept in a file whose name is printed. On a terminal, you"
                    + " can edit it again, with the current value in a second file beside it; the text is then written"
                    + " over that value, even if you do not change it.",
            "",
            "A key that does not exist is created. Nothing is written if the text is unchanged or if the editor fails. Most"
                    + " editors end the last line of a file with a line ending: if the value did not end with one before, one"
                    + " is removed. To add one, leave an empty line at the end.",
            "",
            "The text is in a file that only you can read, in TMPDIR or /tmp. It is removed afterwards, unless it has edits"
                    + " that were not written. LATCHKEY_PASSWORD is passed on to the editor.",
            ""
        },
        footer = {
            "",
            "With --json, an unchanged text has the outcome Unchanged.",
            "",
            "Exit codes:",
            "  0  written, or unchanged",
            "  1  definitely not done: the key has changed, the editor failed, or refused",
            "  2  usage error, or not UTF-8 text, or longer than 1 MiB",
            "  3  outcome unknown: no reply before --timeout, or the session or the store was lost; read the key",
            "  4  not sent: no connection to the server, or it has another store now",
            "",
            "Example:",
            "  EDITOR='code --wait' latchkey edit config.json"
        })
public final class EditCommand extends ClientCommand {

    @Parameters(paramLabel = "KEY", description = "The key, 1 to 1024 bytes.")
    private String key = "";

    @Option(
            names = "--binary",
            description = "Edit any bytes, and write the file byte for byte, line endings included.")
    private boolean binary;

    public EditCommand(ProcessContext surroundings) {
        super(surroundings);
    }

    @Override
    protected ExitCode run(ClientConfig config) {
        Key wanted = checked(() -> Key.of(key));
        Editor editor = Editor.of(surroundings().environment(), surroundings().interactive());
        ReadValue read = ReadValue.read(config, wanted);
        if (!binary) {
            EditedText.requireText(read.value());
        }
        return edit(config, editor, read, create(read));
    }

    private EditFile create(ReadValue read) {
        Path parent = FileLocation.path(Objects.requireNonNullElseGet(
                surroundings().environment().get("TMPDIR"), () -> System.getProperty("java.io.tmpdir")));
        try {
            return EditFile.create(parent, read.key(), read.value().bytes);
        } catch (IOException e) {
            throw new UsageException("cannot create a file in " + parent + ": " + IoErrorText.of(e), e);
        }
    }

    private ExitCode edit(ClientConfig config, Editor editor, ReadValue first, EditFile file) {
        ExitCode code = null;
        try {
            code = editUntilWritten(config, editor, first, file);
            return code;
        } catch (IOException e) {
            tell("not done: " + reason(e));
            return ExitCode.NO;
        } finally {
            end(file, code == ExitCode.DONE);
        }
    }

    private ExitCode editUntilWritten(ClientConfig config, Editor editor, ReadValue first, EditFile file)
            throws IOException {
        ReadValue read = first;
        while (true) {
            editor.edit(file.path());
            Value edited = EditedText.of(file.read(), read.value(), binary);
            if (edited.equals(read.value())) {
                return unchanged(read);
            }
            PutOutcome outcome = read.write(config, edited);
            boolean isConflict = outcome instanceof PutOutcome.ErrVersion || outcome instanceof PutOutcome.ErrNoKey;
            ReadValue current = isConflict && surroundings().interactive() ? askToEditAgain(config, read, file) : null;
            if (current == null) {
                return report(outcome);
            }
            read = current;
        }
    }

    /** Returns the key as it is now, if the user wants to edit again. */
    private @Nullable ReadValue askToEditAgain(ClientConfig config, ReadValue read, EditFile file) throws IOException {
        ReadValue current = ReadValue.read(config, read.key());
        String state = current.version().isNone()
                ? "has been deleted"
                : "is at version " + current.version() + " now, with the value in "
                        + file.writeBeside(current.value().bytes);
        String question =
                "not done: the key has changed and " + state + "; edit your text again, to write it over that?";
        return Question.isConfirmed(command(), surroundings(), question) ? current : null;
    }

    @Override
    String noKeyReason() {
        return "the key has been deleted";
    }

    private ExitCode unchanged(ReadValue read) {
        if (isJson()) {
            print(Json.object(json -> {
                json.writeStringField("outcome", "Unchanged");
                Json.version(json, "version", read.version());
            }));
        }
        tell("unchanged: nothing was written");
        return ExitCode.DONE;
    }

    /** Removes the file, unless that would lose edits. */
    private void end(EditFile file, boolean isDone) {
        if (!isDone && file.hasEdits()) {
            tell("your text is kept in " + file.path());
            return;
        }
        try {
            file.remove();
        } catch (IOException e) {
            tell("cannot remove " + file.path().getParent() + ": " + IoErrorText.of(e));
        }
    }
}
