/**
 * Connections of the client: the event loop, the transport, reconnection with backoff, and how a client is
 * configured.
 */
@NullMarked
package dev.latchkey.client.link;

import org.jspecify.annotations.NullMarked;
