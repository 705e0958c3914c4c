/** The event history: the most recent writes of the store, which follows and resumed reads are served from. */
@NullMarked
package dev.latchkey.core.history;

import org.jspecify.annotations.NullMarked;
