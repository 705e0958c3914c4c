package dev.latchkey.check.format;

import dev.latchkey.check.Operation;
import dev.latchkey.check.model.txn.KeyGroups;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Partitions operations by their key or, if they may have several keys, by the connected group of their keys. A group of several keys is
 * named by its keys, in order.
 */
final class OperationParts<I, O> {

    private static final int KEYS_NAMED_MAX = 8;

    private final Vocabulary<I, O> words;
    private final Map<String, List<Operation<I, O>>> byKey = new LinkedHashMap<>();
    private final List<Operation<I, O>> ofSeveralKeys = new ArrayList<>();

    OperationParts(Vocabulary<I, O> words) {
        this.words = words;
    }

    /** @param key the key of the call, for a model whose operations have one key */
    void add(String key, Operation<I, O> operation) {
        if (words.keys(operation.input()).isEmpty()) {
            byKey.computeIfAbsent(key, ignored -> new ArrayList<>()).add(operation);
        } else {
            ofSeveralKeys.add(operation);
        }
    }

    /** Returns the parts by their names. */
    Map<String, List<Operation<I, O>>> all() {
        for (List<Operation<I, O>> group : KeyGroups.of(ofSeveralKeys, operation -> words.keys(operation.input()))) {
            // Why merged: keys may be named so that two groups have the same name. A checker partitions them again.
            byKey.merge(name(group), group, OperationParts::merged);
        }
        return byKey;
    }

    private String name(List<Operation<I, O>> group) {
        List<Object> keys = group.stream()
                .flatMap(operation -> words.keys(operation.input()).stream())
                .distinct()
                .toList();
        if (keys.size() == 1) {
            return payload(keys.get(0));
        }
        String named = keys.stream()
                .map(key -> Payload.shown(payload(key)))
                .sorted()
                .limit(KEYS_NAMED_MAX)
                .collect(Collectors.joining(", "));
        int more = keys.size() - KEYS_NAMED_MAX;
        return Payload.of(more > 0 ? named + " and " + more + " more" : named);
    }

    private static String payload(Object key) {
        return key instanceof OpaqueValue opaque ? opaque.payload() : key.toString();
    }

    private static <I, O> List<Operation<I, O>> merged(List<Operation<I, O>> one, List<Operation<I, O>> other) {
        List<Operation<I, O>> both = new ArrayList<>(one);
        both.addAll(other);
        return both;
    }
}
