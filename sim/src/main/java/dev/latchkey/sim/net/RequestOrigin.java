package dev.latchkey.sim.net;

import dev.latchkey.sim.store.SubmittedCommand;

/**
 * The connection that sent a command.
 *
 * @param chunk the number of the chunk in which its client sent it
 */
record RequestOrigin(VirtualConnection connection, long chunk) implements SubmittedCommand.Origin {}
