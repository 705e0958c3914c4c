package dev.latchkey.core;

/**
 * A value as it stands in the store.
 *
 * @param value what the key holds
 * @param version how often the key has been written
 * @param revision the number this key's last write has among all writes of the store, from 1
 */
public record Versioned(Value value, Version version, long revision) {}
