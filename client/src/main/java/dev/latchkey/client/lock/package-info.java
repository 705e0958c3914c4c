/**
 * A distributed lock with fencing tokens, built only on the public methods of the Clerk; the server has no lock commands.
 *
 * <pre>{@code
 * try (Held held = latchkey.lock("build").acquire()) {
 *     resource.write(data, held.token()); // the resource rejects a token lower than one it has seen
 * }
 * }</pre>
 */
@NullMarked
package dev.latchkey.client.lock;

import org.jspecify.annotations.NullMarked;
