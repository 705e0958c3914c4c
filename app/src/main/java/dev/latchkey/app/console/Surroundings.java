package dev.latchkey.app.console;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.random.RandomGenerator;

/**
 * What a subcommand gets of the process it runs in. Text goes through picocli's two writers.
 *
 * @param environment the variables it was started with
 * @param in its standard input
 * @param out its standard output, for what may be any bytes
 * @param terminal whether a person reads standard output, and not a program or a file
 * @param attended whether any standard stream is a terminal, whose Ctrl-C reaches the programs that we start by itself
 * @param chance a secure source
 * @param lifetime when it is to end
 */
public record Surroundings(
        Environment environment,
        InputStream in,
        PrintStream out,
        boolean terminal,
        boolean attended,
        RandomGenerator chance,
        Lifetime lifetime) {}
