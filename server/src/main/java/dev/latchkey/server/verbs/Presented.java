package dev.latchkey.server.verbs;

/**
 * The name and the secret that a request presents.
 *
 * @param user the name
 * @param secret the secret
 */
@SuppressWarnings("ArrayRecordComponent") // handed through once, never compared
public record Presented(byte[] user, byte[] secret) {}
