/**
 * The Java client.
 *
 * <pre>{@code
 * try (Latchkey latchkey = Latchkey.connect("localhost:5625")) {
 *     Clerk clerk = latchkey.clerk();
 *     Version version = clerk.put("greeting", "hello", Version.NONE).orThrow();
 *     clerk.put("greeting", "hi", version).fold(
 *             made -> "done, now at version " + made,
 *             current -> "not done: somebody wrote version " + current,
 *             () -> "not done: somebody deleted it",
 *             cause -> "nobody knows: read it, and see");
 * }
 * }</pre>
 *
 * <p>From the outside in: {@link dev.latchkey.client.clerk.Clerk} waits for {@link dev.latchkey.client.clerk.AsyncClerk}; {@code Calls}
 * carries each operation to its end over a {@link dev.latchkey.client.link.Link}; {@code ConnectionLink} is one over connections,
 * {@code Connection} is one of them, and {@code NettyTransport} the socket. All but the two ends are steps on one {@link
 * dev.latchkey.client.link.Loop}, without a thread of their own.
 */
@NullMarked
package dev.latchkey.client;

import org.jspecify.annotations.NullMarked;
