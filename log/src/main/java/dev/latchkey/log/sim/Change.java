package dev.latchkey.log.sim;

import java.nio.ByteBuffer;

/**
 * One operation on the simulated disk. It may be lost in a crash until it is fsynced. Files are numbered in order of
 * creation.
 */
sealed interface Change {

    /** A write to a file: the whole buffer, which must not be modified. */
    record Write(int file, long at, ByteBuffer bytes) implements Change {}

    /** A truncation. */
    record Cut(int file, long size) implements Change {}

    /** The creation of a file under a name. */
    record Create(int file, String name) implements Change {}

    record Rename(String from, String to) implements Change {}

    record Delete(String name) implements Change {}

    /** An fsync of a file: all earlier writes to it and truncations of it are durable. */
    record FsyncFile(int file) implements Change {}

    /** A directory fsync: all earlier changes to names are durable. */
    record FsyncDirectory() implements Change {}

    /** A marker set by a test, so that it can tell what had been done by this point. Not part of the disk. */
    record Note(long number) implements Change {}
}
