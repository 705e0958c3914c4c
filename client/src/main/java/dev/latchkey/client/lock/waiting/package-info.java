/**
 * How clients wait for a lock: for how long, in which order, and what wakes them.
 *
 * <p>A queue consists of tickets: keys that the sessions of their owners own. A ticket is acquired like a lock that is always free, so giving
 * up, closing and losing it need no rules of their own. The order is that of the revisions that created the tickets. A ticket looks only at
 * those before it, which never become more, so a ticket that is granted stays granted until it is deleted.
 */
@NullMarked
package dev.latchkey.client.lock.waiting;

import org.jspecify.annotations.NullMarked;
