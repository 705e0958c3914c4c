/**
 * Time and randomness as interfaces: the clocks and the random number generators of the process, and manual clocks for tests and
 * simulation.
 */
@NullMarked
package dev.latchkey.seams;

import org.jspecify.annotations.NullMarked;
