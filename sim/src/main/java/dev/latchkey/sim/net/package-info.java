/** The simulated network: connections that delay, cut and lose bytes. */
@NullMarked
package dev.latchkey.sim.net;

import org.jspecify.annotations.NullMarked;
