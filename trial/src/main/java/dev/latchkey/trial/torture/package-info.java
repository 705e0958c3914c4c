/**
 * The crash recovery test: a real server process that is killed repeatedly while clients write, and the checks of its guarantees.
 */
@NullMarked
package dev.latchkey.trial.torture;

import org.jspecify.annotations.NullMarked;
