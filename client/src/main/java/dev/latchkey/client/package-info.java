/**
 * The Java client for Latchkey.
 *
 * <pre>{@code
 * try (Latchkey latchkey = Latchkey.connect("localhost:5625")) {
 *     Clerk clerk = latchkey.clerk();
 *     Version version = clerk.put("greeting", "hello", Version.NONE).orThrow();
 *     clerk.put("greeting", "hi", version).fold(
 *             made -> "written, now at version " + made,
 *             current -> "not written: the key is now at version " + current,
 *             () -> "not written: the key was deleted",
 *             cause -> "unknown outcome: read the key before you retry");
 * }
 * }</pre>
 *
 * <p>The layers, from the outside in: {@link dev.latchkey.client.clerk.Clerk} blocks on {@link dev.latchkey.client.clerk.AsyncClerk};
 * {@code Calls} retries each operation over a {@link dev.latchkey.client.link.Link} until it is answered or its deadline passes;
 * {@link dev.latchkey.client.session.ClientSession} numbers the writes, so that the server executes each of them once;
 * {@code ConnectionLink} implements that link with a set of connections, {@code Connection} speaks the protocol on one of them,
 * and {@code NettyTransport} opens the sockets. Everything between the Clerk and the transport runs on a single event loop,
 * the {@link dev.latchkey.client.link.Loop}, and has no threads of its own.
 */
@NullMarked
package dev.latchkey.client;

import org.jspecify.annotations.NullMarked;
