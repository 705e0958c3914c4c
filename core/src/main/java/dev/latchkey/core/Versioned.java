package dev.latchkey.core;

/**
 * The value of a key with its version.
 *
 * @param value the value of the key
 * @param version the number of writes of the key
 * @param revision the revision of the store made by the last write of the key, 1 or more
 */
public record Versioned(Value value, Version version, long revision) {}
