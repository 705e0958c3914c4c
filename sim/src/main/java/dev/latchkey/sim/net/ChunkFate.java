package dev.latchkey.sim.net;

/** What happens to the bytes that one side writes in one call. */
public enum ChunkFate {
    /** They arrive. */
    ARRIVES,
    /** Client only: the connection is cut, and the bytes are lost. */
    CUT_BEFORE,
    /** Client only: the connection is cut, but the bytes reach the server later. */
    CUT_AND_LATE,
    /** A part of the bytes arrives, and the connection is cut. */
    CUT_AMID,
    /** Server only: the connection is cut, and the bytes are lost. */
    CUT_AFTER,
    /** Client only: from now on nothing reaches the server, and neither side is notified. */
    SILENT_TOWARDS_SERVER,
    /** Client only: from now on nothing reaches the client, and neither side is notified. */
    SILENT_TOWARDS_CLIENT,
    /** Client only: from now on nothing gets through in either direction, and neither side is notified. */
    SILENT
}
