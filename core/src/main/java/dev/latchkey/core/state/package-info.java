/**
 * The state machine and the tables it keeps: live keys, their byte order, tombstones and floors, and snapshots of
 * all of them.
 */
@NullMarked
package dev.latchkey.core.state;

import org.jspecify.annotations.NullMarked;
