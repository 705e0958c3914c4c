/** Sockets: the listener, the connections, their memory budgets, and the log lines about them. */
@NullMarked
package dev.latchkey.server.net;

import org.jspecify.annotations.NullMarked;
