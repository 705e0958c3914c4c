package dev.latchkey.log.files;

/**
 * A place in the log: just behind a record.
 *
 * @param index of that record; 0 before the first
 * @param checksum of that record, by which one history is told from another
 */
public record LogPosition(long index, int checksum) {}
