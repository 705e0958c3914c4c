/** The proxy that fails, and runs against servers that keep their promise and against some that do not. */
@NullMarked
package dev.latchkey.app.verify;

import org.jspecify.annotations.NullMarked;
