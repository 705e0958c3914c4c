/** Finds the readers of an event: which follows and waiting requests have a prefix that its key starts with. */
@NullMarked
package dev.latchkey.server.follow;

import org.jspecify.annotations.NullMarked;
