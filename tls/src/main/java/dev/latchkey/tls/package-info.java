/** TLS: keys, certificates and revocation lists from PEM files, and the protocol versions that every connection may use. */
@NullMarked
package dev.latchkey.tls;

import org.jspecify.annotations.NullMarked;
