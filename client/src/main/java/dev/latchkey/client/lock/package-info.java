/**
 * A lock with a fencing token, made of a Clerk's public methods and nothing else: no server line knows the word.
 *
 * <pre>{@code
 * try (Held held = latchkey.lock("build").acquire()) {
 *     resource.write(data, held.token()); // the resource refuses a token less than one it has seen
 * }
 * }</pre>
 */
@NullMarked
package dev.latchkey.client.lock;

import org.jspecify.annotations.NullMarked;
