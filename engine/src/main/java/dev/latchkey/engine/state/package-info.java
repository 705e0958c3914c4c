/**
 * The state machine behind a lock, with its memory limit and backups, and the in-memory engine that needs nothing
 * more.
 */
@NullMarked
package dev.latchkey.engine.state;

import org.jspecify.annotations.NullMarked;
