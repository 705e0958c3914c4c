/**
 * The wire protocol (RESP), for server and client. For the server: bytes to {@link dev.latchkey.core.Command} and {@link
 * dev.latchkey.core.Reply} to bytes; for the client, the reverse. Also the command table, the limits, and the clock and random
 * number interfaces that both are given.
 *
 * <pre>{@code
 * RequestParser parser = new RequestParser(Limits.STANDARD.frames());
 * Parsed parsed = parser.next(buffer);                  // null: more bytes are needed
 * Decoded decoded = CommandDecoder.decode(request.arguments(), requester); // for the store or the server, or an error
 * ReplyEncoder.encode(Verb.GET, reply, Protocol.RESP3, storeId, buffer);
 * }</pre>
 *
 * <p>RESP is the protocol of Redis: https://redis.io/docs/latest/develop/reference/protocol-spec/. See docs/commands.md for the
 * subset that Latchkey supports.
 */
@NullMarked
package dev.latchkey.wire;

import org.jspecify.annotations.NullMarked;
