package dev.latchkey.sim.net;

/** What becomes of the bytes that a side writes at once. */
public enum ChunkFate {
    /** They arrive. */
    ARRIVES,
    /** A client's: their connection is cut, and they are lost. */
    CUT_BEFORE,
    /** A client's: their connection is cut, and they reach the server later nevertheless. */
    CUT_AND_LATE,
    /** A part of them arrives, and the connection is cut. */
    CUT_AMID,
    /** The server's: their connection is cut, and they are lost. */
    CUT_AFTER,
    /** A client's: from now on nothing reaches the server, and nobody is told. */
    SILENT_TOWARDS_SERVER,
    /** A client's: from now on nothing reaches the client, and nobody is told. */
    SILENT_TOWARDS_CLIENT,
    /** A client's: from now on nothing gets through at all, and nobody is told. */
    SILENT
}
