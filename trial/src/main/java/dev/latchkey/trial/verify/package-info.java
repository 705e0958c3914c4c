/**
 * Verifies that a running server is linearizable, also under network faults: clients connect through a proxy that injects faults,
 * their operations are recorded, and the history is checked during the run.
 *
 * <p>{@link dev.latchkey.trial.verify.Verification} is one run. {@link dev.latchkey.trial.faults.FaultProxy} also serves the tests of
 * the client.
 */
@NullMarked
package dev.latchkey.trial.verify;

import org.jspecify.annotations.NullMarked;
