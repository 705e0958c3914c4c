/** The byte formats of a cluster: entries of the replicated log, messages between nodes, and the head of a snapshot. */
@NullMarked
package dev.latchkey.cluster.bytes;

import org.jspecify.annotations.NullMarked;
