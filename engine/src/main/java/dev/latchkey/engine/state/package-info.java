/**
 * The state machine behind a lock, with its memory limit, snapshots and backups, and the in-memory engine, which needs nothing else.
 */
@NullMarked
package dev.latchkey.engine.state;

import org.jspecify.annotations.NullMarked;
