package dev.latchkey.app.console;

import java.io.PrintWriter;
import picocli.CommandLine;

/** What may be printed on a terminal, and error messages as one line on standard error. */
public final class Screen {

    /** A regular expression for control characters (C1 included, which terminals obey), line breaks and bidirectional overrides. */
    public static final String NOT_PRINTABLE = "[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]";

    private Screen() {}

    /**
     * Flushes standard output. Returns {@code code}, unless that is a success and the output could not be written. The reader of
     * a pipe may close it, which is not reported; any other failure is.
     */
    public static int exitCodeAfterOutput(CommandLine command, StandardOutput out, int code) {
        if (!out.checkError()) {
            return code;
        }
        if (!out.isPipeClosed()) {
            tell(command, "cannot write to standard output: " + out.reason());
        }
        ExitCode failure = out.isPipeClosed() ? ExitCode.PIPE_CLOSED : ExitCode.OWN_FAILURE;
        return code == ExitCode.DONE.code() ? failure.code() : code;
    }

    /** Prints one line on standard error, prefixed with the name of the command; unprintable characters become spaces. */
    public static void tell(CommandLine command, String message) {
        PrintWriter err = command.getErr();
        err.println(line(command, message.strip()));
        err.flush();
    }

    /** Prints a question on standard error in the same way, without a line break after it. */
    public static void ask(CommandLine command, String question) {
        PrintWriter err = command.getErr();
        err.print(line(command, question));
        err.flush();
    }

    private static String line(CommandLine command, String message) {
        return command.getCommandSpec().qualifiedName() + ": " + message.replaceAll(NOT_PRINTABLE + "+", " ");
    }
}
