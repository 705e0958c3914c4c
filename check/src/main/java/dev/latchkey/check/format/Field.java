package dev.latchkey.check.format;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields defined in docs/format/history.md. Readers ignore all others. */
enum Field {
    // The header.
    FORMAT(Type.TEXT),
    VERSION(Type.NUMBER),
    MODEL(Type.WORD),
    SEED(Type.TEXT),
    COMMIT(Type.TEXT),
    HASHED(Type.NUMBER),
    META(Type.META),
    // Calls and returns.
    T(Type.NUMBER),
    P(Type.NUMBER),
    OP(Type.NUMBER),
    E(Type.WORD),
    F(Type.WORD),
    K(Type.TEXT_OR_NULL),
    K64(Type.TEXT),
    V(Type.TEXT_OR_NULL),
    V64(Type.TEXT),
    VH(Type.TEXT),
    OLD(Type.TEXT_OR_NULL),
    OLD64(Type.TEXT),
    OLDH(Type.TEXT),
    VS(Type.TEXTS),
    VER(Type.NUMBER),
    R(Type.WORD),
    CAUSE(Type.WORD),
    OPS(Type.OBJECTS),
    RS(Type.OBJECTS),
    AT(Type.NUMBER),
    // Faults.
    KIND(Type.WORD),
    BEGIN(Type.NUMBER),
    END(Type.NUMBER),
    NOTE(Type.TEXT);

    /** The type of a field's value. */
    enum Type {
        NUMBER("a whole number"),
        WORD("text"),
        TEXT("text"),
        TEXT_OR_NULL("text or null"),
        TEXTS("an array of text"),
        OBJECTS("an array of objects"),
        META("an object whose values are text");

        private final String wanted;

        Type(String wanted) {
            this.wanted = wanted;
        }

        String wanted() {
            return wanted;
        }
    }

    private static final Map<String, Field> BY_NAME = new HashMap<>();

    static {
        for (Field field : values()) {
            BY_NAME.put(field.written, field);
        }
    }

    private final Type type;
    private final String written;

    Field(Type type) {
        this.type = type;
        this.written = name().toLowerCase(Locale.ROOT);
    }

    static @Nullable Field named(String name) {
        return BY_NAME.get(name);
    }

    Type type() {
        return type;
    }

    /** The index of this field in an array with one element per field. */
    @SuppressWarnings("EnumOrdinal") // Used only in memory, never written to a file.
    int slot() {
        return ordinal();
    }

    String written() {
        return written;
    }
}
