/** A cluster in virtual time: the real replicated engine on a simulated replicated log, with faults between nodes. */
@NullMarked
package dev.latchkey.sim.cluster;

import org.jspecify.annotations.NullMarked;
