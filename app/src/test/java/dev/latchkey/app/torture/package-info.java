/** The parts of the kill harness, each on its own. */
@NullMarked
package dev.latchkey.app.torture;

import org.jspecify.annotations.NullMarked;
