/** {@code latchkey shell}: sends commands that a user types, or that a script contains, and prints the replies. */
@NullMarked
package dev.latchkey.app.shell;

import org.jspecify.annotations.NullMarked;
