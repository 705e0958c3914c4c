package dev.latchkey.engine;

/**
 * The size of a store.
 *
 * @param keys the number of keys that exist
 * @param tombstones the number of deleted keys whose last version is kept
 * @param revision the number of writes so far
 * @param bytes the estimated memory that keys, values and tombstones use
 * @param bytesMax the memory limit; a put that would exceed it is refused
 * @param heldBytes the estimated memory that copies of overwritten and deleted keys use, which open snapshots and backups still need
 * @param heldBytesMax the memory limit of those copies
 * @param snapshotsEnded the number of snapshots and backups that were ended because their copies used too much memory
 */
public record KeyspaceSize(
        long keys,
        long tombstones,
        long revision,
        long bytes,
        long bytesMax,
        long heldBytes,
        long heldBytesMax,
        long snapshotsEnded) {}
