package dev.latchkey.check;

import java.util.List;

/**
 * An order in which a system alone would have answered as it did.
 *
 * @param operations one after another
 * @param complete whether these are all operations that have an end
 */
public record Order<I, O>(List<Operation<I, O>> operations, boolean complete) {

    public Order {
        operations = List.copyOf(operations);
    }
}
