package dev.latchkey.app;

import dev.latchkey.app.console.DecodedText;
import dev.latchkey.app.console.Environment;
import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.ProcessContext;
import dev.latchkey.app.console.StandardOutput;
import dev.latchkey.app.console.StandardStreams;
import dev.latchkey.app.serve.ProcessLifetime;
import dev.latchkey.seams.SystemChance;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import picocli.CommandLine;

/** The entry point of the process. No other class calls {@code System.exit}. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        Optional<String> closed = StandardStreams.closed();
        if (closed.isPresent()) {
            System.err.println("latchkey: " + closed.get() + " is closed: redirect it, for example to /dev/null");
            System.exit(ExitCode.USAGE.code());
        }
        DecodedText text = DecodedText.ofProcess();
        ProcessContext surroundings = new ProcessContext(
                new Environment(text.checked(System.getenv())),
                System.in,
                StandardOutput.ofProcess(),
                Boolean.getBoolean("latchkey.terminal"),
                Boolean.getBoolean("latchkey.attended"),
                Boolean.getBoolean("latchkey.interactive"),
                SystemChance.secure(),
                new ProcessLifetime(Runtime.getRuntime()::halt, System.err));
        String[] arguments = text.checked(args);
        CommandLine line = LatchkeyCommand.commandLine(surroundings, arguments);
        line.setOut(new PrintWriter(surroundings.out(), true, StandardCharsets.UTF_8));
        System.exit(line.execute(arguments));
    }
}
