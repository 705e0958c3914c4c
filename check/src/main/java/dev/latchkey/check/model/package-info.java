/**
 * Models of common data types: registers, maps, locks, sets and queues. Values can be any objects that are compared by
 * {@code equals}, such as strings, wrapped bytes, or the hash of a large value.
 *
 * <p>Every output type has an {@code Unknown} for operations whose outcome is unknown. Give such an operation the end
 * {@link dev.latchkey.check.Operation#OPEN}, so that it may take effect at any later time, or never.
 */
@NullMarked
package dev.latchkey.check.model;

import org.jspecify.annotations.NullMarked;
