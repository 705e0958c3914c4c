/**
 * A disk in memory that forgets what was not forced, and has every fault a disk can have, when told to. For the simulator and for
 * tests, of this module and of those above it; no server uses it.
 *
 * <p>Why not test code: the simulator is a program of its own, and a production module may not stand on another's tests.
 */
@NullMarked
package dev.latchkey.log.sim;

import org.jspecify.annotations.NullMarked;
