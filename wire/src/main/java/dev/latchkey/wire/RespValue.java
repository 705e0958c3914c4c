package dev.latchkey.wire;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A RESP value, as a tree. The server answers connection and server commands with these, and clients parse replies into them;
 * {@code ReplyEncoder} writes the replies of the store directly, without a tree.
 */
public sealed interface RespValue {

    /** A simple string: one line of text, as in +OK. */
    record Simple(String text) implements RespValue {}

    /** An error: a code and a sentence. Always written as one line of printable ASCII, whatever the text contains. */
    record ErrorLine(String message) implements RespValue {

        /** The error code: the first word. */
        public String code() {
            int space = message.indexOf(' ');
            return space < 0 ? message : message.substring(0, space);
        }
    }

    record Int(long number) implements RespValue {}

    /** A bulk string: any bytes. */
    @SuppressWarnings("ArrayRecordComponent") // never compared; the bytes are passed through
    record Bulk(byte[] bytes) implements RespValue {
        public static Bulk of(String text) {
            return new Bulk(text.getBytes(StandardCharsets.UTF_8));
        }

        public String utf8() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /** Null: {@code $-1} (a null bulk string) in RESP2, {@code _} in RESP3. */
    record Null() implements RespValue {}

    record Array(List<RespValue> items) implements RespValue {
        public static Array of(RespValue... items) {
            return new Array(List.of(items));
        }
    }

    /** Alternating keys and values: a map in RESP3, a flat array in RESP2. */
    record Pairs(List<RespValue> flat) implements RespValue {
        public static Pairs of(RespValue... flat) {
            return new Pairs(List.of(flat));
        }
    }

    /** A set in RESP3, an array in RESP2. */
    record Members(List<RespValue> items) implements RespValue {}

    /** An out-of-band message of a RESP3 server, which is not the reply to a request. */
    record Push(List<RespValue> items) implements RespValue {}

    /** Any other RESP3 type (double, boolean, big number, ...), as the text of its line. */
    record Other(char type, String text) implements RespValue {}

    /** A constant value, encoded once and shared by all replies that contain it. */
    @SuppressWarnings("ArrayRecordComponent") // never compared; the bytes are passed through
    record Shared(byte[] resp2, byte[] resp3) implements RespValue {
        public static Shared of(RespValue value) {
            return new Shared(RespWriter.encoded(value, Protocol.RESP2), RespWriter.encoded(value, Protocol.RESP3));
        }
    }

    RespValue OK = new Simple("OK");
    RespValue NULL = new Null();
    RespValue EMPTY = new Array(List.of());
}
