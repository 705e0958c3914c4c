/**
 * Clients whose operations are recorded as a history, and the checking of that history in rounds while the run goes
 * on. Creates and deletes with an ambiguous outcome need a search, whose time may grow with everything that is still open, so a round uses
 * a few keys for some thousand operations, and later rounds use others. After a kill, reads settle what was in flight, because the server
 * that it was sent to is dead.
 */
@NullMarked
package dev.latchkey.trial.record;

import org.jspecify.annotations.NullMarked;
