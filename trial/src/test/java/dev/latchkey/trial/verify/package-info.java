/** The proxy that fails, and runs against servers that keep their promise and against some that do not. */
@NullMarked
package dev.latchkey.trial.verify;

import org.jspecify.annotations.NullMarked;
