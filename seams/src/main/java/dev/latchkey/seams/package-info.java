/**
 * Time and randomness as interfaces: the clock and the random number generators of the process, and a manual clock
 * for tests and simulation.
 */
@NullMarked
package dev.latchkey.seams;

import org.jspecify.annotations.NullMarked;
