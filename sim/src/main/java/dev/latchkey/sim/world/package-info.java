/** Virtual time, simulated processes, randomness from a seed, and the trace of a run. */
@NullMarked
package dev.latchkey.sim.world;

import org.jspecify.annotations.NullMarked;
