package dev.latchkey.app.console;

import java.io.InputStream;
import java.util.random.RandomGenerator;

/**
 * The process environment of a subcommand. Plain text is printed through picocli's two writers instead.
 *
 * @param environment the environment variables
 * @param in standard input
 * @param out standard output, for arbitrary bytes
 * @param terminal whether standard output is a terminal, not a pipe or a file
 * @param attended whether any standard stream is a terminal, which sends Ctrl-C to child processes as well
 * @param interactive whether standard input is a terminal, so that the user can answer questions
 * @param chance a cryptographically secure random number generator
 * @param lifetime controls shutdown of the process
 */
public record ProcessContext(
        Environment environment,
        InputStream in,
        StandardOutput out,
        boolean terminal,
        boolean attended,
        boolean interactive,
        RandomGenerator chance,
        Lifetime lifetime) {}
