/** What a node does while it is the leader: proposes entries, confirms that reads are not stale, and ends sessions. */
@NullMarked
package dev.latchkey.cluster.lead;

import org.jspecify.annotations.NullMarked;
