/** Counters of commands and connections, and the INFO report that is made of them. */
@NullMarked
package dev.latchkey.server.stats;

import org.jspecify.annotations.NullMarked;
