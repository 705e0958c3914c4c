package dev.latchkey.app.shell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/** A terminal with line editing, history and completion. Only this class and the history use JLine. */
final class TerminalConsole implements ShellConsole, AutoCloseable {

    private final Terminal terminal;
    private final LineReader reader;

    /** @param completions the completions of the current connection */
    TerminalConsole(Terminal terminal, ShellHistory history, Supplier<Completions> completions) {
        this.terminal = terminal;
        this.reader = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("latchkey")
                // Words end at blanks: quotes are read by the server's rules, not by those of JLine.
                .parser(new DefaultParser().quoteChars(new char[0]).escapeChars(new char[0]))
                .history(history)
                .completer((self, line, candidates) -> complete(line, completions.get(), candidates))
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                // Several lines that are pasted are several commands.
                .option(LineReader.Option.BRACKETED_PASTE, false)
                .variable(LineReader.HISTORY_SIZE, ShellHistoryFile.LINES_MAX)
                .build();
    }

    /**
     * The terminal of this process. It is set up by the programs stty and tty, so that no native library is needed.
     *
     * @param interrupted called when the user presses Ctrl-C while a command is executed
     */
    static Terminal ofProcess(Runnable interrupted) throws IOException {
        Terminal terminal = TerminalBuilder.builder()
                .system(true)
                .provider(TerminalBuilder.PROP_PROVIDER_EXEC)
                .dumb(true)
                .encoding(StandardCharsets.UTF_8)
                .nativeSignals(true)
                .build();
        terminal.handle(Terminal.Signal.INT, signal -> interrupted.run());
        return terminal;
    }

    private static void complete(ParsedLine line, Completions completions, List<Candidate> candidates) {
        List<String> before = line.words().subList(0, line.wordIndex());
        String word = line.word().substring(0, line.wordCursor());
        for (Completions.Candidate candidate : completions.of(before, word)) {
            String description = candidate.description().isEmpty() ? null : candidate.description();
            candidates.add(new Candidate(candidate.text(), candidate.text(), null, description, null, null, true));
        }
    }

    @Override
    public byte @Nullable [] read(String prompt) {
        try {
            return reader.readLine(prompt).getBytes(StandardCharsets.UTF_8);
        } catch (UserInterruptException e) {
            return new byte[0]; // why: Ctrl-C discards the line
        } catch (EndOfFileException e) {
            return null;
        }
    }

    @Override
    public void print(List<String> lines) {
        reader.printAbove(String.join("\n", lines));
    }

    @Override
    public boolean isInteractive() {
        return true;
    }

    @Override
    public void close() throws IOException {
        terminal.close();
    }
}
