package dev.latchkey.app;

import java.io.InputStream;
import java.util.random.RandomGenerator;

/**
 * What a subcommand gets of the process it runs in. Output goes through picocli's two writers.
 *
 * @param environment the variables it was started with
 * @param in its standard input
 * @param chance a secure source
 * @param lifetime when it is to end
 */
record Surroundings(Environment environment, InputStream in, RandomGenerator chance, Lifetime lifetime) {}
