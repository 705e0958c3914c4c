/** How clients wait for a lock: for how long, in which order, and what wakes them. */
@NullMarked
package dev.latchkey.client.lock.waiting;

import org.jspecify.annotations.NullMarked;
