/** The texts of errors: their codes and sentences. */
@NullMarked
package dev.latchkey.wire.text;

import org.jspecify.annotations.NullMarked;
