/**
 * The node: what listens, what decides the order of commands, what counts.
 *
 * <pre>{@code
 * StoreId id = StoreId.draw(SystemChance.secure());
 * try (Node node = Node.start(NodeConfig.loopback(0), MemoryEngine.withRoomFor(1L << 30, id, hash))) {
 *     System.out.println("redis-cli -p " + node.address().getPort() + " put greeting hello 0");
 * }
 * }</pre>
 *
 * <p>The way of a request: {@link dev.latchkey.server.ConnectionHandler} (the socket) hands bytes to {@link
 * dev.latchkey.server.Conversation} (one client's talk, no socket and no thread), which hands commands to an {@link
 * dev.latchkey.server.Engine} and writes the replies in the order of the requests.
 */
@NullMarked
package dev.latchkey.server;

import org.jspecify.annotations.NullMarked;
