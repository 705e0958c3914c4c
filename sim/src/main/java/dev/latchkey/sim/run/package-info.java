/** Scenarios and runs: one seed is one run, many seeds are a batch. */
@NullMarked
package dev.latchkey.sim.run;

import org.jspecify.annotations.NullMarked;
