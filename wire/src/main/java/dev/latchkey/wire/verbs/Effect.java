package dev.latchkey.wire.verbs;

/** What a command does to the keys of the store. */
public enum Effect {
    /** It neither reads nor writes keys. */
    NONE,

    READS,

    /** It writes, and needs memory: refused when the memory limit is reached. */
    WRITES,

    /** It writes, and frees memory: accepted when the memory limit is reached. */
    DELETES;

    public boolean isWrite() {
        return this == WRITES || this == DELETES;
    }
}
