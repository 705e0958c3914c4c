/**
 * The kill harness: a real server process that is killed over and over while clients write, and what must be true of it all the same.
 */
@NullMarked
package dev.latchkey.trial.torture;

import org.jspecify.annotations.NullMarked;
