/** Who may connect: the password, the state of a connection, and what it may use before it has authenticated. */
@NullMarked
package dev.latchkey.server.access;

import org.jspecify.annotations.NullMarked;
