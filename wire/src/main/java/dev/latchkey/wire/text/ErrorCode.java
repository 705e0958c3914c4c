package dev.latchkey.wire.text;

/** The error codes: the first word of every error reply. */
public enum ErrorCode {
    /** Invalid use, or an error without its own code. Nothing was executed. */
    ERR,
    /** The key has a different version; the second word is the current version. */
    ERRVERSION,
    /** The key does not exist. */
    ERRNOKEY,
    /** The session does not exist: it has ended, or belongs to another user. Nothing was executed. */
    ERRSESSION,
    /** The seq of a ONCE cannot be used, or no longer. Nothing was executed. */
    ERRSEQ,
    /** The command was cancelled before it was executed, and never will be. */
    ERRCANCELLED,
    /** The guard failed: its key has another version, which is the second word; 0 if the key does not exist. Nothing was executed. */
    ERRGUARD,
    /** Events have been evicted from the event history; every event after the revision in the second word is kept. */
    ERRCOMPACTED,
    /** The memory limit is reached, the disk is full, or the write queue is full. */
    ERRFULL,
    /** The cluster has no leader. Nothing was executed. */
    CLUSTERDOWN,
    /** Authentication is required. Nothing was executed. */
    NOAUTH,
    /** Authentication failed. */
    WRONGPASS,
    /** The user does not have the permission that the command needs. Nothing was executed. */
    NOPERM,
    /** The requested protocol version is not supported. */
    NOPROTO,
    /** The transaction was not executed. The second word is the number of the operation that was refused, and its error follows. */
    EXECABORT
}
