/**
 * Follows: every write of the keys with a prefix, in order and without gaps, over lost connections and restarts of the server. See
 * {@link dev.latchkey.client.Latchkey#follow}.
 *
 * <p><b>A slow follow is stopped and resumed.</b> Follows have connections of their own, because replies must not wait behind pushes. Several
 * follows share one, so the client cannot stop reading it for a slow consumer. It sends {@code UNFOLLOW} instead, drops what is still on its
 * way, and follows again from the last delivered step when there is room ({@link Feed}): memory is bounded, and the history of the server is
 * the buffer. While a connection is idle, the client reads {@code CHANGES} from the last position of each follow. That shows whether the
 * connection still works, and how far the store has advanced without an event of that prefix, so that a quiet prefix can be resumed although
 * the history has moved on.
 *
 * <p>A state is read after the follow is established, in pages of different revisions. Events that arrive in between are merged by revision
 * ({@link Picture}), and the state is delivered when the follow is known to have passed the revision of the last page.
 */
@NullMarked
package dev.latchkey.client.follow;

import org.jspecify.annotations.NullMarked;
