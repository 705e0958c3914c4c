/** What the key of a lock says about its holder. */
@NullMarked
package dev.latchkey.client.lock.holder;

import org.jspecify.annotations.NullMarked;
