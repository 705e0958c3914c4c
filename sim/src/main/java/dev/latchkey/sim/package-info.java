/** The simulator: the real server, Clerk and lock on one thread, in virtual time, under faults drawn from one seed. */
@NullMarked
package dev.latchkey.sim;

import org.jspecify.annotations.NullMarked;
