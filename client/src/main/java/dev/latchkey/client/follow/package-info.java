/**
 * Follows: every write of the keys with a prefix, in order and without gaps, over lost connections and restarts of the server. See
 * {@link dev.latchkey.client.Latchkey#follow}.
 */
@NullMarked
package dev.latchkey.client.follow;

import org.jspecify.annotations.NullMarked;
