package dev.latchkey.app.ask;

import dev.latchkey.app.console.Environment;
import dev.latchkey.app.console.Signals;
import dev.latchkey.app.console.UsageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** The user's editor: {@code VISUAL}, else {@code EDITOR}, else vi. Like other programs, runs it with a shell, so it may have options. */
final class Editor {

    private static final String DEFAULT = "vi";

    /** The exit code of a shell for a program that does not exist, and the one above which a signal terminated the program. */
    private static final int NO_SUCH_PROGRAM = 127;

    private static final int SIGNALLED = 128;
    private static final int SIGNAL_MAX = 64;

    private final String command;

    private Editor(String command) {
        this.command = command;
    }

    /**
     * Returns the editor of the user.
     *
     * @param interactive whether standard input is a terminal, without which vi would wait forever
     */
    static Editor of(Environment environment, boolean interactive) {
        for (String variable : new String[] {"VISUAL", "EDITOR"}) {
            String command = environment.get(variable);
            if (command != null && !command.isBlank()) {
                return new Editor(command);
            }
        }
        if (!interactive) {
            throw new UsageException(
                    "no editor: standard input is not a terminal, and neither VISUAL nor EDITOR is set");
        }
        return new Editor(DEFAULT);
    }

    /**
     * Edits a file, and waits until the editor has exited. Meanwhile Ctrl-C belongs to the editor; SIGTERM and SIGHUP are passed
     * on to it.
     *
     * @throws IOException if the editor cannot be run or did not exit with 0; the message says why
     */
    void edit(Path file) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command + " \"$1\"", "sh", file.toString()).inheritIO();
        Environment.restoreLocale(builder.environment());
        CompletableFuture<Process> started = new CompletableFuture<>();
        // why before the start: a signal in between would end this process and leave the editor without it
        Runnable restore = Signals.handle(name -> {
            if (name != Signals.Name.INT) {
                started.thenAccept(Editor::terminate);
            }
        });
        try {
            Process process = builder.start();
            started.complete(process);
            requireSuccess(awaitExit(process));
        } finally {
            restore.run();
        }
    }

    private static int awaitExit(Process process) throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            terminate(process);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the editor was running", e);
        }
    }

    /** Sends SIGTERM to the shell and to the editor that it has started. */
    private static void terminate(Process process) {
        process.descendants().forEach(ProcessHandle::destroy);
        process.toHandle().destroy();
    }

    private void requireSuccess(int code) throws IOException {
        if (code == NO_SUCH_PROGRAM) {
            throw new IOException("cannot run the editor '" + command + "': no such program; set VISUAL or EDITOR");
        }
        if (code > SIGNALLED && code <= SIGNALLED + SIGNAL_MAX) {
            throw new IOException("the editor '" + command + "' was terminated by signal " + (code - SIGNALLED));
        }
        if (code != 0) {
            throw new IOException("the editor '" + command + "' exited with code " + code);
        }
    }
}
