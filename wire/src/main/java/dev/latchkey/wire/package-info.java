/**
 * The language of a connection, both directions of both ends: bytes to {@link dev.latchkey.core.Command} and {@link
 * dev.latchkey.core.Reply} to bytes for the server, the reverse for the client; the command table, the limits, and the seams
 * of time and chance that both ends are given.
 *
 * <pre>{@code
 * RequestParser parser = new RequestParser(Limits.STANDARD.frames());
 * Parsed parsed = parser.next(buffer);                  // null: more bytes are needed
 * Decoded decoded = CommandDecoder.decode(request.arguments()); // a Command for the store, an introduction, or what is wrong
 * ReplyEncoder.encode(Verb.GET, reply, Protocol.RESP3, buffer);
 * }</pre>
 *
 * <p>RESP is the protocol of Redis: https://redis.io/docs/latest/develop/reference/protocol-spec/. What we speak of it stands
 * in docs/commands.md.
 */
@NullMarked
package dev.latchkey.wire;

import org.jspecify.annotations.NullMarked;
