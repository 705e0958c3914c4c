/**
 * Models of what people check: registers, maps, locks, sets, queues. Values are any objects that are compared by {@code equals}: a
 * string, wrapped bytes, the hash of a large value.
 *
 * <p>Every output type has an {@code Unknown}: nobody knows whether it was done. Give such an operation the end
 * {@link dev.latchkey.check.Operation#OPEN}, so that it may be done at any later time, or never.
 */
@NullMarked
package dev.latchkey.check.model;

import org.jspecify.annotations.NullMarked;
