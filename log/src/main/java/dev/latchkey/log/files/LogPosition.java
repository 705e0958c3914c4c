package dev.latchkey.log.files;

/**
 * A position in the log: immediately after a record.
 *
 * @param index the index of that record; 0 before the first record
 * @param checksum the checksum of that record, which distinguishes histories that share an index
 */
public record LogPosition(long index, int checksum) {}
