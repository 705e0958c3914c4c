/** {@code latchkey lock}: runs a program while it holds a lock, and supervises all processes of that program. */
@NullMarked
package dev.latchkey.app.lock;

import org.jspecify.annotations.NullMarked;
