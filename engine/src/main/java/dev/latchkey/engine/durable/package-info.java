/** The durable engine: group commit to the log, recovery, snapshots, and what happens when the disk is full. */
@NullMarked
package dev.latchkey.engine.durable;

import org.jspecify.annotations.NullMarked;
