/**
 * Clients whose operations are recorded as a history, and the checking of that history in rounds while the run goes
 * on.
 */
@NullMarked
package dev.latchkey.trial.record;

import org.jspecify.annotations.NullMarked;
