/**
 * Guards for resources outside of the store: they keep the greatest fencing token that they have seen, and refuse what comes with a lesser
 * one. Tokens can be compared only within one store and one lock, so a fence remembers the store too, and refuses another one until an
 * operator adopts it.
 *
 * <p>{@link dev.latchkey.fence.JdbcFence} and {@link dev.latchkey.fence.FencedFile} change token and data in one atomic step. {@link
 * dev.latchkey.fence.BestEffortHttpFence} cannot, and says so in its name.
 */
@NullMarked
package dev.latchkey.fence;

import org.jspecify.annotations.NullMarked;
