package dev.latchkey.check.format;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request in a report of etcd's robustness tests.
 *
 * @param key the key; null if it is not a read or write of a single key
 * @param name what the request is called in remarks
 * @param call the call; meaningless if {@code key} is null
 * @param alsoWritten the keys that the request writes in a way that is not supported
 */
record EtcdRequest(Kind kind, @Nullable String key, String name, RecordedCall call, Set<String> alsoWritten) {

    private static final String TRANSACTION = "transaction";

    /** What the request does. */
    enum Kind {
        GET,
        PUT,
        DELETE,
        OTHER
    }

    static EtcdRequest of(EtcdFields input) throws BadHistoryException {
        String type = input.text("Type");
        return switch (type) {
            case "range" -> get(input.fields("Range"));
            case "txn" -> transaction(input.fields("Txn"));
            default -> other(type.isEmpty() ? "request without a type" : type, Set.of());
        };
    }

    private static EtcdRequest other(String name, Set<String> written) {
        return new EtcdRequest(Kind.OTHER, null, name, RecordedCall.of("other"), written);
    }

    private static EtcdRequest get(EtcdFields range) throws BadHistoryException {
        if (!range.text("End").isEmpty()) {
            return other("range read", Set.of());
        }
        if (range.number("Revision") != 0) {
            return other("read of an old revision", Set.of());
        }
        String key = Payload.ofString(range.text("Start"));
        return new EtcdRequest(Kind.GET, key, "get", RecordedCall.of("get").key(key), Set.of());
    }

    private static EtcdRequest transaction(EtcdFields transaction) throws BadHistoryException {
        List<EtcdFields> onSuccess = transaction.list("OperationsOnSuccess");
        List<EtcdFields> onFailure = transaction.list("OperationsOnFailure");
        List<EtcdFields> all = new ArrayList<>(onSuccess);
        all.addAll(onFailure);
        Set<String> written = new HashSet<>();
        for (EtcdFields operation : all) {
            if (!isRead(operation)) {
                written.add(Payload.ofString(key(operation)));
            }
        }
        if (written.isEmpty() || onSuccess.size() != 1 || isRead(onSuccess.get(0))) {
            return other(TRANSACTION, written);
        }
        EtcdFields write = onSuccess.get(0);
        boolean isSupported = isConditionOn(key(write), transaction.list("Conditions"))
                && isReadOf(key(write), onFailure)
                && write.fields("Put").number("LeaseID") == 0;
        return isSupported ? write(write, transaction.list("Conditions")) : other(TRANSACTION, written);
    }

    private static EtcdRequest write(EtcdFields write, List<EtcdFields> conditions) throws BadHistoryException {
        String key = Payload.ofString(key(write));
        boolean isPut = write.text("Type").equals("put-operation");
        RecordedCall call = RecordedCall.of(isPut ? "put" : "delete").key(key);
        if (!conditions.isEmpty()) {
            call = call.version(conditions.get(0).number("ExpectedRevision"));
        }
        return new EtcdRequest(
                isPut ? Kind.PUT : Kind.DELETE,
                key,
                call.f(),
                isPut ? call.value(write.fields("Put").value("Value")) : call,
                Set.of());
    }

    private static boolean isRead(EtcdFields operation) throws BadHistoryException {
        return operation.text("Type").equals("range-operation");
    }

    private static String key(EtcdFields write) throws BadHistoryException {
        return switch (write.text("Type")) {
            case "put-operation" -> write.fields("Put").text("Key");
            case "delete-operation" -> write.fields("Delete").text("Key");
            default ->
                throw new BadHistoryException(
                        write.line(),
                        "an operation of a transaction has the unknown type '" + write.text("Type") + "'");
        };
    }

    /** Returns whether the transaction is unconditional, or has a single condition on the revision of the key. */
    private static boolean isConditionOn(String key, List<EtcdFields> conditions) throws BadHistoryException {
        return conditions.isEmpty()
                || (conditions.size() == 1
                        && conditions.get(0).text("Key").equals(key)
                        && conditions.get(0).number("ExpectedVersion") == 0);
    }

    /** Returns whether a transaction whose condition does not hold does nothing but read the key. */
    private static boolean isReadOf(String key, List<EtcdFields> onFailure) throws BadHistoryException {
        if (onFailure.isEmpty()) {
            return true;
        }
        EtcdFields range = onFailure.get(0).fields("Range");
        return onFailure.size() == 1
                && isRead(onFailure.get(0))
                && range.text("Start").equals(key)
                && range.text("End").isEmpty();
    }
}
