/** The interfaces between the replicated engine and what it runs on: a replicated log, and messages between nodes. */
@NullMarked
package dev.latchkey.cluster.replica;

import org.jspecify.annotations.NullMarked;
