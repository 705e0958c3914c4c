package dev.latchkey.trial.torture;

import java.util.List;

/** The command that starts the server process on a fixed data directory. */
@FunctionalInterface
public interface ServerCommand {

    /** The program and its arguments; the server must listen on any free port of the loopback address. */
    List<String> words();
}
