/** The state of a node of a cluster: executes the entries of the replicated log, and gives this node's clients their replies. */
@NullMarked
package dev.latchkey.cluster.apply;

import org.jspecify.annotations.NullMarked;
