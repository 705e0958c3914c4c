package dev.latchkey.check.format;

import java.util.EnumSet;
import java.util.Set;

/** The fields of calls and results that a model may or may not use. */
enum ModelField {
    V("v"),
    OLD("old"),
    VER("ver"),
    VS("vs"),
    CAUSE("cause");

    private final String written;

    ModelField(String written) {
        this.written = written;
    }

    String written() {
        return written;
    }

    /** Returns the fields that a call has. */
    static Set<ModelField> of(RecordedCall call) {
        Set<ModelField> fields = EnumSet.noneOf(ModelField.class);
        add(fields, V, call.value() != null);
        add(fields, OLD, call.old() != null);
        add(fields, VER, call.version() != RecordedCall.NO_VERSION);
        return fields;
    }

    /** Returns the fields that a result has. */
    static Set<ModelField> of(RecordedResult result) {
        Set<ModelField> fields = EnumSet.noneOf(ModelField.class);
        add(fields, V, result.value() != null);
        add(fields, VER, result.version() != RecordedCall.NO_VERSION);
        add(fields, VS, result.elements() != null);
        add(fields, CAUSE, result.cause() != null);
        return fields;
    }

    private static void add(Set<ModelField> fields, ModelField field, boolean present) {
        if (present) {
            fields.add(field);
        }
    }
}
