/** The parts of {@code latchkey shell}. */
@NullMarked
package dev.latchkey.app.shell;

import org.jspecify.annotations.NullMarked;
