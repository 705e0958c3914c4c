/**
 * The node: what listens, what decides the order of commands, what counts.
 *
 * <pre>{@code
 * DurableEngine engine = DurableEngine.open(
 *         NioDisk.at(Path.of("data")), DurableOptions.withMemoryLimit(1L << 30), SystemChance.secure(), SystemTime.INSTANCE, watch);
 * try (WriterThread writer = WriterThread.start(engine);
 *         Node node = Node.start(NodeConfig.loopback(0), engine)) {
 *     System.out.println("redis-cli -p " + node.address().getPort() + " put greeting hello 0");
 * }
 * }</pre>
 *
 * <p>The node is closed before the engine. For a store that nothing need outlive there is {@link
 * dev.latchkey.engine.state.MemoryEngine}.
 *
 * <p>The way of a request: {@link dev.latchkey.server.net.ConnectionHandler} (the socket) hands bytes to {@link
 * dev.latchkey.server.talk.Conversation} (one client's talk, no socket and no thread), which hands commands to an {@link
 * dev.latchkey.engine.Engine} and writes the replies in the order of the requests.
 */
@NullMarked
package dev.latchkey.server;

import org.jspecify.annotations.NullMarked;
