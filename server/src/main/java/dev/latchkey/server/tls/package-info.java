/** TLS on the connections of clients: the handshake, and certificates that are replaced while the server runs. */
@NullMarked
package dev.latchkey.server.tls;

import org.jspecify.annotations.NullMarked;
