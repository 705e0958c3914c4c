/** The parts of the kill harness, each tested on its own. */
@NullMarked
package dev.latchkey.trial.torture;

import org.jspecify.annotations.NullMarked;
