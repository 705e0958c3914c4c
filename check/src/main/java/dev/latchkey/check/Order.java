package dev.latchkey.check;

import java.util.List;

/**
 * A sequential order of operations in which each has its recorded output and none precedes one that ended before its call.
 *
 * @param operations the operations in this order
 * @param complete whether it contains all operations that have an end
 */
public record Order<I, O>(List<Operation<I, O>> operations, boolean complete) {

    public Order {
        operations = List.copyOf(operations);
    }
}
