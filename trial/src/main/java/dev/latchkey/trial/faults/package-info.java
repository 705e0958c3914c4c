/** A TCP proxy that injects network faults between clients and a server. */
@NullMarked
package dev.latchkey.trial.faults;

import org.jspecify.annotations.NullMarked;
