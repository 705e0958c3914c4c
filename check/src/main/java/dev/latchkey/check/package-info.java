/**
 * Judges histories: was what the clients of a system saw linearizable?
 *
 * <p>A history is a list of {@link dev.latchkey.check.Operation}s, a {@link dev.latchkey.check.Model} says what the system would
 * have done alone, and a {@link dev.latchkey.check.Verdict} is what comes of holding one against the other. Nothing here knows of
 * any server.
 */
@NullMarked
package dev.latchkey.check;

import org.jspecify.annotations.NullMarked;
