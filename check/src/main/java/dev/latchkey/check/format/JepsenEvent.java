package dev.latchkey.check.format;

import org.jspecify.annotations.Nullable;

/**
 * One event of a Jepsen history.
 *
 * @param line the number of its line
 * @param process the number of the process, see {@link ProcessNumbers}, or {@link #NEMESIS}
 * @param key the field {@code :key}; null if there is none
 * @param value nil if there is none
 * @param version the field {@code :version}, which only Latchkey writes; else {@link RecordedCall#NO_VERSION}
 * @param error nil if there is none
 * @param answer the field {@code :answer}, which only Latchkey writes: the exact result; else null
 * @param cause the field {@code :cause}, which only Latchkey writes: why the outcome is ambiguous; else null
 */
record JepsenEvent(
        int line,
        int process,
        Type type,
        String f,
        @Nullable String key,
        Edn value,
        long version,
        Edn error,
        @Nullable String answer,
        @Nullable String cause) {

    /** The process that injects faults. */
    static final int NEMESIS = -1;

    static JepsenEvent ofNemesis(int line, String f) {
        return new JepsenEvent(
                line, NEMESIS, Type.INFO, f, null, Edn.NIL, RecordedCall.NO_VERSION, Edn.NIL, null, null);
    }

    /** What happened to an operation. */
    enum Type {
        INVOKE,
        OK,
        FAIL,
        INFO
    }
}
