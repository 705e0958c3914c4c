package dev.latchkey.wire;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A value of RESP, as a tree. Introductions are answered with these and clients read them; the replies of the store itself are
 * written without a tree, by {@code ReplyEncoder}.
 */
public sealed interface RespValue {

    /** One line of text, as in +OK. */
    record Simple(String text) implements RespValue {}

    /** An error: a code word and a sentence. Written in printable ASCII on one line, whatever the text is. */
    record ErrorLine(String message) implements RespValue {

        /** The first word. */
        public String code() {
            int space = message.indexOf(' ');
            return space < 0 ? message : message.substring(0, space);
        }
    }

    record Int(long number) implements RespValue {}

    /** Any bytes. */
    @SuppressWarnings("ArrayRecordComponent") // never compared; the bytes are handed through
    record Bulk(byte[] bytes) implements RespValue {
        public static Bulk of(String text) {
            return new Bulk(text.getBytes(StandardCharsets.UTF_8));
        }

        public String utf8() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /** No value: {@code $-1} in RESP2 where a bulk string would stand, {@code _} in RESP3. */
    record Null() implements RespValue {}

    record Array(List<RespValue> items) implements RespValue {
        public static Array of(RespValue... items) {
            return new Array(List.of(items));
        }
    }

    /** Keys and values in turn: a map in RESP3, a flat array of both in RESP2. */
    record Pairs(List<RespValue> flat) implements RespValue {
        public static Pairs of(RespValue... flat) {
            return new Pairs(List.of(flat));
        }
    }

    /** A set in RESP3, an array in RESP2. */
    record Members(List<RespValue> items) implements RespValue {}

    /** What a server of RESP3 says unasked: it answers no request. */
    record Push(List<RespValue> items) implements RespValue {}

    /** What RESP3 has beyond these (double, boolean, big number, ...), as the text that stood on its line. */
    record Other(char type, String text) implements RespValue {}

    RespValue OK = new Simple("OK");
    RespValue NULL = new Null();
    RespValue EMPTY = new Array(List.of());
}
