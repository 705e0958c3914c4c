/** The loss of a lock that was held, and how a program is told of it; and the refusal of a lock. */
@NullMarked
package dev.latchkey.client.lock.loss;

import org.jspecify.annotations.NullMarked;
