/**
 * Connections of the client: the event loop, the transport, reconnection with backoff, and how a client is
 * configured.
 *
 * <p>After any failure, a silent or failed handshake included, the client goes on to the next address of a host name and then to the next
 * name. The addresses of a name share the time for connecting.
 *
 * <p>{@code slf4j-api} is an optional dependency, named only in {@link dev.latchkey.client.link.Slf4jListener}; programs without it pass a
 * {@link dev.latchkey.client.link.ConnectionListener}. Why not {@link System.Logger}: without a binding it prints to standard error, which
 * no command-line program asked for.
 */
@NullMarked
package dev.latchkey.client.link;

import org.jspecify.annotations.NullMarked;
