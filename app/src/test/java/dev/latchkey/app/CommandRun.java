package dev.latchkey.app;

import dev.latchkey.app.console.Environment;
import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.Lifetime;
import dev.latchkey.app.console.ProcessContext;
import dev.latchkey.app.console.StandardOutput;
import dev.latchkey.seams.SystemChance;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;

/**
 * The result of a command that was run in this process: its exit code and its output.
 *
 * @param octets its standard output, one character per byte
 */
public record CommandRun(int exitCode, String octets, String err) {

    /** The environment and standard input that a command is run with. */
    public static final class Given {

        private final Map<String, String> environment;
        private final Supplier<InputStream> in;
        private final boolean terminal;
        private final boolean interactive;

        private Given(
                Map<String, String> environment, Supplier<InputStream> in, boolean terminal, boolean interactive) {
            this.interactive = interactive;
            this.environment = environment;
            this.in = in;
            this.terminal = terminal;
        }

        static Given server(int port) {
            return new Given(
                    Map.of("LATCHKEY_SERVER", "127.0.0.1:" + port), InputStream::nullInputStream, false, false);
        }

        public static Given environment(Map<String, String> variables) {
            return new Given(variables, InputStream::nullInputStream, false, false);
        }

        Given in(byte[] input) {
            return in(() -> new ByteArrayInputStream(input));
        }

        Given in(Supplier<InputStream> input) {
            return new Given(environment, input, terminal, interactive);
        }

        Given onTerminal() {
            return new Given(environment, in, true, interactive);
        }

        /** A user at a terminal who types these lines. */
        Given typing(String lines) {
            return new Given(
                    environment,
                    () -> new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)),
                    terminal,
                    true);
        }

        Given with(String variable, String value) {
            Map<String, String> all = new HashMap<>(environment);
            all.put(variable, value);
            return new Given(all, in, terminal, interactive);
        }

        public CommandRun run(String... arguments) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            return runTo(out, out, arguments);
        }

        /** Runs a command with the given standard output, which may fail. */
        CommandRun runTo(OutputStream out, ByteArrayOutputStream kept, String... arguments) {
            StringWriter err = new StringWriter();
            ProcessContext surroundings = new ProcessContext(
                    new Environment(environment),
                    in.get(),
                    StandardOutput.to(out),
                    terminal,
                    terminal,
                    interactive,
                    SystemChance.secure(),
                    new NoLifetime());
            CommandLine line = LatchkeyCommand.commandLine(surroundings, arguments);
            line.setOut(new PrintWriter(surroundings.out(), true, StandardCharsets.UTF_8))
                    .setErr(new PrintWriter(err, true));
            int exitCode = line.execute(arguments);
            surroundings.out().flush();
            return new CommandRun(
                    exitCode,
                    kept.toString(StandardCharsets.ISO_8859_1),
                    LatchkeyProcess.withoutWaiting(err.toString()));
        }
    }

    /** The lifetime of a command that serves nothing. */
    static final class NoLifetime implements Lifetime {
        @Override
        public void whenStopped(Runnable stop) {}

        @Override
        public void whenHangup(Runnable action) {}

        @Override
        public void abort(ExitCode code) {}

        @Override
        public void live() {}
    }

    byte[] bytes() {
        return octets.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Its standard output as text. */
    public String out() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }
}
