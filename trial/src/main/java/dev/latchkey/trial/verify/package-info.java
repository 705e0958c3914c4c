/**
 * Verifies that a running server is linearizable, also under network faults: clients connect through a proxy that injects faults,
 * their operations are recorded, and the history is checked during the run.
 *
 * <p>{@link dev.latchkey.trial.verify.Verification} is one run. {@link dev.latchkey.trial.faults.FaultProxy} also serves the tests of
 * the client.
 *
 * <p>Without a session, a create that is retried can take effect twice if another client deleted the key in between, and no server can
 * distinguish the copy from a new create. So every further copy of a create is recorded as one more create without a reply; any other
 * duplicate execution is a violation.
 */
@NullMarked
package dev.latchkey.trial.verify;

import org.jspecify.annotations.NullMarked;
