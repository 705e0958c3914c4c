/** The errors of the log: each says what is wrong with which file, and what is still guaranteed. */
@NullMarked
package dev.latchkey.log.errors;

import org.jspecify.annotations.NullMarked;
