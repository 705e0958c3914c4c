package dev.latchkey.check.format;

import org.jspecify.annotations.Nullable;

/**
 * One entry of a history as Jepsen writes it.
 *
 * @param line where it stands
 * @param process a number, or {@link #NEMESIS}
 * @param key of a history that has a field for it; else null
 * @param value nil if there is none
 * @param version of a history of ours; else {@link Call#NO_VERSION}
 * @param error nil if there is none
 * @param answer of a history of ours: the very answer; else null
 * @param cause of a history of ours: why the answer leaves doubt; else null
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

    /** The process that makes faults. */
    static final int NEMESIS = -1;

    /** What happened to an operation. */
    enum Type {
        INVOKE,
        OK,
        FAIL,
        INFO
    }
}
