package dev.latchkey.check.format;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields of calls and results that a model may or may not use. */
enum ModelField {
    V("v"),
    OLD("old"),
    VER("ver"),
    VS("vs"),
    CAUSE("cause"),
    OPS("ops"),
    RS("rs"),
    AT("at");

    private static final ModelField[] ALL = values();

    private final String written;

    ModelField(String written) {
        this.written = written;
    }

    String written() {
        return written;
    }

    /** Returns a field that a call has but its model does not use; null if its model uses all of them. */
    static @Nullable ModelField unused(RecordedCall call, Set<ModelField> used) {
        for (ModelField field : ALL) {
            if (field.isIn(call) && !used.contains(field)) {
                return field;
            }
        }
        return null;
    }

    /** Returns a field that a result has but its model does not use; null if its model uses all of them. */
    static @Nullable ModelField unused(RecordedResult result, Set<ModelField> used) {
        for (ModelField field : ALL) {
            if (field.isIn(result) && !used.contains(field)) {
                return field;
            }
        }
        return null;
    }

    private boolean isIn(RecordedCall call) {
        return switch (this) {
            case V -> call.value() != null;
            case OLD -> call.old() != null;
            case VER -> call.version() != RecordedCall.NO_VERSION;
            case OPS -> call.steps() != null;
            case VS, CAUSE, RS, AT -> false;
        };
    }

    private boolean isIn(RecordedResult result) {
        return switch (this) {
            case V -> result.value() != null;
            case OLD, OPS -> false;
            case VER -> result.version() != RecordedCall.NO_VERSION;
            case VS -> result.elements() != null;
            case CAUSE -> result.cause() != null;
            case RS -> result.results() != null;
            case AT -> result.at() != RecordedResult.NO_OPERATION;
        };
    }
}
