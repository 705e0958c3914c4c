package dev.latchkey.app;

import dev.latchkey.app.console.Environment;
import dev.latchkey.app.console.ProcessContext;
import dev.latchkey.app.serve.ProcessLifetime;
import dev.latchkey.seams.SystemChance;

/** The entry point of the process. No other class calls {@code System.exit}. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        ProcessContext surroundings = new ProcessContext(
                new Environment(System.getenv()),
                System.in,
                System.out,
                Boolean.getBoolean("latchkey.terminal"),
                Boolean.getBoolean("latchkey.attended"),
                SystemChance.secure(),
                new ProcessLifetime(Runtime.getRuntime()::halt, System.err));
        System.exit(LatchkeyCommand.commandLine(surroundings).execute(args));
    }
}
