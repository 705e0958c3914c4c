package dev.latchkey.check.format;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Translates the functions and values of Jepsen events to the terms of docs/format/history.md.
 *
 * @param shape what the values of the file consist of
 * @param readsSets whether a read returns the elements of a set
 */
record JepsenVocabulary(ValueShape shape, boolean readsSets) {

    /** The functions of a register, whose values may be tuples of a key and a value. */
    static final Set<String> OF_REGISTERS = Set.of("read", "write", "cas");

    /** The functions that change nothing. */
    static final Set<String> READS = Set.of("read", "get", "contains");

    /** The functions whose value is only known when they complete. */
    private static final Set<String> WITHOUT_ARGUMENT = Set.of("read", "get", "dequeue", "drain");

    /** A value without its key and version. */
    private record Inner(@Nullable String key, long version, Edn value) {}

    RecordedCall call(JepsenOperation operation) throws BadHistoryException {
        JepsenEvent event = operation.invocation();
        Inner inner = inner(event, event.value());
        String key = inner.key() == null ? inner(event, operation.result()).key() : inner.key();
        if (shape.isKeyed() && key == null) {
            throw new BadHistoryException(
                    event.line(),
                    "the operation called in this line has no key, although all other values are [key value]");
        }
        RecordedCall call = RecordedCall.of(event.f()).key(key).version(event.version());
        if (event.f().equals("cas")) {
            ValueShape.Pair pair = ValueShape.pair(inner.value());
            if (pair == null) {
                throw new BadHistoryException(
                        event.line(),
                        "the value of a compare-and-set must be two values in brackets, not " + inner.value());
            }
            return call.old(payload(pair.first())).value(payload(pair.second()));
        }
        return WITHOUT_ARGUMENT.contains(event.f()) ? call : call.value(payload(inner.value()));
    }

    /** Returns the result of an operation that completed with {@code :ok}. */
    RecordedResult answer(JepsenEvent event) throws BadHistoryException {
        Inner inner = inner(event, event.value());
        Edn value = inner.value();
        RecordedResult answer = RecordedResult.of("OK").version(inner.version());
        return switch (event.f()) {
            case "read" -> readsSets ? answer.elements(elements(event, value)) : answer.value(payload(value));
            case "get" -> answer.value(payload(value));
            case "drain" -> answer.elements(elements(event, value));
            case "dequeue" -> value instanceof Edn.Nil ? RecordedResult.of("EMPTY") : answer.value(payload(value));
            case "contains" -> RecordedResult.of(value.toString().toUpperCase(Locale.ROOT));
            default -> answer;
        };
    }

    private Inner inner(JepsenEvent event, Edn value) {
        String key = event.key();
        Edn inner = value;
        if (shape.isKeyed()) {
            ValueShape.Pair pair = ValueShape.pair(inner);
            key = pair == null ? null : keyOf(pair.first());
            inner = pair == null ? Edn.NIL : pair.second();
        }
        long version = event.version();
        if (shape.isVersioned()) {
            ValueShape.Pair pair = ValueShape.pair(inner);
            version = pair == null ? RecordedCall.NO_VERSION : version(pair.first());
            inner = pair == null ? Edn.NIL : pair.second();
        }
        return new Inner(key, version, inner);
    }

    private static String keyOf(Edn edn) {
        String payload = payload(edn);
        return payload == null ? edn.toString() : payload;
    }

    private static long version(Edn edn) {
        boolean isVersion = edn instanceof Edn.Num number && number.digits().matches("\\d{1,18}");
        return isVersion ? Long.parseLong(edn.toString()) : RecordedCall.NO_VERSION;
    }

    /** Returns the elements of a collection, which is empty if it is nil. */
    private static List<String> elements(JepsenEvent event, Edn value) throws BadHistoryException {
        if (value instanceof Edn.Nil) {
            return List.of();
        }
        List<Edn> elements = value instanceof Edn.Items items
                ? items.items()
                : value instanceof Edn.Elements set ? set.elements() : null;
        if (elements == null) {
            throw new BadHistoryException(
                    event.line(),
                    "the result of :" + event.f() + " must be a collection, not " + JepsenEdn.shortened(value));
        }
        return elements.stream().map(JepsenVocabulary::keyOf).toList();
    }

    /** Returns a key or value as a payload; null for nil. */
    static @Nullable String payload(Edn edn) {
        if (edn instanceof Edn.Nil) {
            return null;
        }
        if (edn instanceof Edn.Text text) {
            boolean isText = !Payload.isBytes(text.payload()) && !Payload.isHash(text.payload());
            return isText ? Payload.ofString(Payload.text(text.payload())) : text.payload();
        }
        return edn.toString();
    }

    /**
     * Parses a value in EDN, or a value in JSON that is also one in EDN. A bare word is a string.
     *
     * @throws IllegalArgumentException if it is not a single value
     */
    static @Nullable String value(String text) {
        try {
            EdnReader forms = new EdnReader(new StringReader(text), 1);
            Edn value = forms.next(false);
            if (value != null && forms.rest().isBlank()) {
                boolean isWord = value instanceof Edn.Symbol && value.toString().startsWith("'");
                return isWord ? Payload.ofString(text.strip()) : payload(value);
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("'" + text + "' is not a value in EDN", e);
        }
        throw new IllegalArgumentException("'" + text + "' is not a value in EDN");
    }

    /** Returns whether a payload is that of a value that is not a string, in its canonical form. */
    static boolean isForm(String payload) {
        if (!Payload.isMarkedString(Payload.ofString(payload))) {
            return false;
        }
        try {
            EdnReader forms = new EdnReader(new StringReader(payload), 1);
            Edn value = forms.next(false);
            return value != null
                    && !(value instanceof Edn.Nil)
                    && value.toString().equals(payload);
        } catch (IOException e) {
            return false;
        }
    }

    static JepsenEvent.@Nullable Type type(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "invoke" -> JepsenEvent.Type.INVOKE;
            case "ok" -> JepsenEvent.Type.OK;
            case "fail" -> JepsenEvent.Type.FAIL;
            case "info" -> JepsenEvent.Type.INFO;
            default -> null;
        };
    }
}
