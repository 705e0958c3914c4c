/** The server through other people's clients: what docs/clients.md says of each of them is shown here. */
@NullMarked
package dev.latchkey.app.foreign;

import org.jspecify.annotations.NullMarked;
