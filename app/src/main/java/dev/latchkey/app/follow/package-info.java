/** The commands that show the history of writes: {@code latchkey follow} and {@code latchkey history}. */
@NullMarked
package dev.latchkey.app.follow;

import org.jspecify.annotations.NullMarked;
