/**
 * A distributed lock with fencing tokens, which is freed when its holder dies. It is built on keys, sessions and guards; the server
 * has no lock commands.
 *
 * <pre>{@code
 * try (Held held = latchkey.lock("build").acquire()) {
 *     held.onLost(loss -> System.out.println("stop: " + loss));
 *     latchkey.clerk().put("report", "done", Version.NONE, held.guard()).orThrow(); // refused once the lock is lost
 *     resource.write(data, held.token()); // the resource rejects a token lower than one it has seen
 * }
 * }</pre>
 *
 * <p>A lock service cannot stop a paused holder from acting late. A guard on the write, or a token that the resource checks, can.
 */
@NullMarked
package dev.latchkey.client.lock;

import org.jspecify.annotations.NullMarked;
