package dev.latchkey.trial.torture;

import java.util.List;

/** How a server process is started on a directory. */
@FunctionalInterface
public interface ServerCommand {

    /** The program and its arguments, to listen on any free port of the loopback address. */
    List<String> words();
}
