package dev.latchkey.wire;

/** The first word of every error reply that has one of its own meaning. */
public enum ErrorCode {
    /** Wrong use. Nothing was executed. */
    ERR,
    /** Refused: the second word is the current version. */
    ERRVERSION,
    /** Refused: there is no such key. */
    ERRNOKEY,
    /** Refused: no room. */
    ERRFULL,
    /** Log in first. Nothing was executed. */
    NOAUTH,
    /** Login refused. */
    WRONGPASS,
    /** No such version of the protocol. */
    NOPROTO,
    /** The transaction was not executed. */
    EXECABORT
}
