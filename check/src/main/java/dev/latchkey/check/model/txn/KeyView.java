package dev.latchkey.check.model.txn;

import dev.latchkey.check.Operation;
import dev.latchkey.check.model.VersionedInput;
import dev.latchkey.check.model.VersionedOutput;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the transactions of a history say of one key, as operations on that key alone. If these operations are not linearizable, neither
 * is the history; the converse does not hold unless the view is {@linkplain #isExact exact}.
 */
final class KeyView {

    private final Object key;
    private final List<Operation<VersionedInput, VersionedOutput>> operations = new ArrayList<>();
    private final List<Operation<VersionedInput, VersionedOutput>> literal = new ArrayList<>();
    private final IdentityHashMap<
                    Operation<VersionedInput, VersionedOutput>, Operation<RegisterTransaction, TransactionOutput>>
            originals = new IdentityHashMap<>();
    private boolean exact = true;
    private boolean incomplete;

    private KeyView(Object key) {
        this.key = key;
    }

    /** Returns the view of each key, in the order in which the keys occur. */
    static List<KeyView> of(List<Operation<RegisterTransaction, TransactionOutput>> history) {
        Map<Object, KeyView> views = new LinkedHashMap<>();
        for (Operation<RegisterTransaction, TransactionOutput> operation : history) {
            for (Object key : operation.input().keys()) {
                views.computeIfAbsent(key, KeyView::new).add(operation);
            }
        }
        return new ArrayList<>(views.values());
    }

    private void add(Operation<RegisterTransaction, TransactionOutput> operation) {
        KeyPart part = KeyPart.of(key, operation.input(), operation.output());
        exact &= part.isExact();
        incomplete |= part.equals(KeyPart.INEXPRESSIBLE);
        VersionedInput input = part.input();
        VersionedOutput output = part.output();
        if (input != null && output != null) {
            var seen = new Operation<>(operation.client(), input, output, operation.call(), operation.end());
            operations.add(seen);
            originals.put(seen, operation);
            if (part.isLiteral()) {
                literal.add(seen);
            }
        }
    }

    Object key() {
        return key;
    }

    List<Operation<VersionedInput, VersionedOutput>> operations() {
        return operations;
    }

    /** The operations that transactions contain, without those that only stand for something else that a transaction says. */
    List<Operation<VersionedInput, VersionedOutput>> literal() {
        return literal;
    }

    /** Returns whether the view says everything that the history says of the key, so that it can be checked instead. */
    boolean isExact() {
        return exact && !incomplete;
    }

    /** Returns whether an effect on the key is missing, so that the view proves nothing. */
    boolean isIncomplete() {
        return incomplete;
    }

    Operation<RegisterTransaction, TransactionOutput> original(Operation<VersionedInput, VersionedOutput> operation) {
        Operation<RegisterTransaction, TransactionOutput> original = originals.get(operation);
        if (original == null) {
            throw new IllegalArgumentException("not an operation of this view: " + operation);
        }
        return original;
    }

    List<Operation<RegisterTransaction, TransactionOutput>> originals(
            List<Operation<VersionedInput, VersionedOutput>> ofView) {
        return ofView.stream().map(this::original).toList();
    }
}
