/** The durable engine: group commit to the log, recovery, snapshots, and operation on a full disk. */
@NullMarked
package dev.latchkey.engine.durable;

import org.jspecify.annotations.NullMarked;
