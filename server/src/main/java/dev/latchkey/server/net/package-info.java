/** Sockets: the listener, the connections, their byte budgets, and the log lines about them. */
@NullMarked
package dev.latchkey.server.net;

import org.jspecify.annotations.NullMarked;
