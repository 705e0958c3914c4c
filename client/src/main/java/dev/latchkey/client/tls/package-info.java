/** TLS on the connections of a client. */
@NullMarked
package dev.latchkey.client.tls;

import org.jspecify.annotations.NullMarked;
