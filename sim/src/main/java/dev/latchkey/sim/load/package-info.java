/** Workloads: what simulated clients do, what they observed, and the checks of it. */
@NullMarked
package dev.latchkey.sim.load;

import org.jspecify.annotations.NullMarked;
