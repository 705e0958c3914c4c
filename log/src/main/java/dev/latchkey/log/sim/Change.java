package dev.latchkey.log.sim;

import java.nio.ByteBuffer;

/** One thing that was done to the disk, as it is remembered until it is forced. Files are numbered as they were made. */
sealed interface Change {

    /** Bytes written to a file: all of the buffer, which nobody changes. */
    record Write(int file, long at, ByteBuffer bytes) implements Change {}

    /** A file cut. */
    record Cut(int file, long size) implements Change {}

    /** A file made; a name for it. */
    record Create(int file, String name) implements Change {}

    record Rename(String from, String to) implements Change {}

    record Delete(String name) implements Change {}

    /** What was written to a file and cut from it is durable from here on. */
    record ForceFile(int file) implements Change {}

    /** What was done to names is durable from here on. */
    record ForceNames() implements Change {}

    /** Something that is no part of the disk, so that a test knows what was done by then. */
    record Note(long number) implements Change {}
}
