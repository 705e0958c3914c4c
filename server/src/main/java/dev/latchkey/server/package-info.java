/**
 * The server: accepts connections, executes the requests of clients on an engine, and reports statistics.
 *
 * <pre>{@code
 * DurableOptions options = DurableOptions.withMemoryLimit(1L << 30);
 * try (DurableEngine engine = DurableEngine.open(
 *                 NioDisk.at(Path.of("data")), options, SystemChance.secure(), SystemTime.INSTANCE, listener);
 *         Node node = Node.start(NodeConfig.loopback(0), engine)) {
 *     engine.start(); // starts the threads that commit
 *     System.out.println("redis-cli -p " + node.address().getPort() + " put greeting hello 0");
 * }
 * }</pre>
 *
 * <p>Close the node before the engine. For a store that need not outlive the process, use {@link
 * dev.latchkey.engine.state.MemoryEngine}.
 *
 * <p>The path of a request: {@code ClientConnection} in {@link dev.latchkey.server.net} reads bytes from a socket and passes them to a {@link
 * dev.latchkey.server.talk.Conversation}, which parses them into requests, executes these on an {@link dev.latchkey.engine.Engine},
 * and writes the replies in the order of the requests.
 */
@NullMarked
package dev.latchkey.server;

import org.jspecify.annotations.NullMarked;
