/** Recovery: builds the state from a snapshot and the log records after it, or reports why it cannot. */
@NullMarked
package dev.latchkey.engine.recovery;

import org.jspecify.annotations.NullMarked;
