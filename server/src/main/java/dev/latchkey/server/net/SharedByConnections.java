package dev.latchkey.server.net;

import dev.latchkey.wire.Limits;

/**
 * What all connections of a node share.
 *
 * @param limits the output limits of each connection
 * @param output the budget of output that clients have not read
 * @param input the budget of input that is not a complete request yet
 * @param outOfMemory reports connections that are closed for lack of memory
 */
record SharedByConnections(Limits.Output limits, ByteBudget output, ByteBudget input, RateLimitedLog outOfMemory) {}
