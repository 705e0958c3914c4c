package dev.latchkey.engine;

/**
 * The size of a store.
 *
 * @param keys the number of keys that exist
 * @param tombstones the number of deleted keys whose last version is kept
 * @param revision the number of writes so far
 * @param bytes the estimated memory that keys, values and tombstones use
 * @param bytesMax the memory limit; a put that would exceed it is refused
 */
public record KeyspaceSize(long keys, long tombstones, long revision, long bytes, long bytesMax) {}
