/**
 * Whether a server that is running is linearizable, faults of the network included: clients whose way leads through a proxy that
 * fails, a record of what they saw, and a judge who reads it while it is written.
 *
 * <p>{@link dev.latchkey.app.verify.Verification} is one run. {@link dev.latchkey.app.verify.FaultProxy} also serves the tests of
 * the client.
 */
@NullMarked
package dev.latchkey.app.verify;

import org.jspecify.annotations.NullMarked;
