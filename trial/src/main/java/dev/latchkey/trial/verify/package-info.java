/**
 * Whether a server that is running is linearizable, faults of the network included: clients whose way leads through a proxy that
 * fails, a record of what they saw, and a judge who reads it while it is written.
 *
 * <p>{@link dev.latchkey.trial.verify.Verification} is one run. {@link dev.latchkey.trial.faults.FaultProxy} also serves the tests of
 * the client.
 */
@NullMarked
package dev.latchkey.trial.verify;

import org.jspecify.annotations.NullMarked;
