/** The server used through third-party clients. The tests verify what docs/clients.md says about each of them. */
@NullMarked
package dev.latchkey.app.foreign;

import org.jspecify.annotations.NullMarked;
