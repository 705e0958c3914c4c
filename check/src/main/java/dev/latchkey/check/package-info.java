/**
 * A linearizability checker for recorded histories.
 *
 * <p>A history is a list of {@link dev.latchkey.check.Operation}s, and a {@link dev.latchkey.check.Model} is the sequential
 * specification of the system. {@link dev.latchkey.check.Checker} checks one against the other and returns a
 * {@link dev.latchkey.check.Verdict}. This package does not depend on any server.
 */
@NullMarked
package dev.latchkey.check;

import org.jspecify.annotations.NullMarked;
