package dev.latchkey.wire;

import dev.latchkey.core.ByteString;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes RESP. All RESP that the server and the client send is written here. */
public final class RespWriter {

    /** The maximum length of an error line. */
    private static final int ERROR_CHARS_MAX = 1_024;

    private static final byte[] NOTHING = new byte[0];

    private static final byte[] LONG_MIN = "-9223372036854775808".getBytes(StandardCharsets.US_ASCII);

    private RespWriter() {}

    /** Writes a complete value. */
    public static void write(ByteBuf out, RespValue value, Protocol protocol) {
        if (value instanceof RespValue.Simple simple) {
            line(out, '+', simple.text());
        } else if (value instanceof RespValue.ErrorLine error) {
            error(out, error.message());
        } else if (value instanceof RespValue.Int integer) {
            integer(out, integer.number());
        } else if (value instanceof RespValue.Bulk bulk) {
            bulk(out, bulk.bytes());
        } else if (value instanceof RespValue.Null) {
            nullValue(out, protocol);
        } else if (value instanceof RespValue.Array array) {
            items(out, '*', array.items().size(), array.items(), protocol);
        } else if (value instanceof RespValue.Members members) {
            items(out, protocol == Protocol.RESP3 ? '~' : '*', members.items().size(), members.items(), protocol);
        } else if (value instanceof RespValue.Push push) {
            items(out, protocol == Protocol.RESP3 ? '>' : '*', push.items().size(), push.items(), protocol);
        } else if (value instanceof RespValue.Pairs pairs) {
            boolean map = protocol == Protocol.RESP3;
            items(
                    out,
                    map ? '%' : '*',
                    map ? pairs.flat().size() / 2 : pairs.flat().size(),
                    pairs.flat(),
                    protocol);
        } else if (value instanceof RespValue.Other other) {
            line(out, other.type(), other.text());
        } else if (value instanceof RespValue.Shared shared) {
            out.writeBytes(protocol == Protocol.RESP3 ? shared.resp3() : shared.resp2());
        }
    }

    /** Writes a value, or the beginning of a long one; returns the rest, or null if everything was written. */
    public static @Nullable Remainder begin(ByteBuf out, RespValue value, Protocol protocol) {
        if (value instanceof RespValue.Bulk bulk && LongBulk.isLong(bulk.bytes().length)) {
            return LongBulk.begin(out, bulk.bytes(), NOTHING);
        }
        write(out, value, protocol);
        return null;
    }

    /** Returns a value as its bytes. */
    static byte[] encoded(RespValue value, Protocol protocol) {
        ByteBuf out = Unpooled.buffer();
        write(out, value, protocol);
        return ByteBufUtil.getBytes(out);
    }

    private static void items(ByteBuf out, char type, int count, List<RespValue> items, Protocol protocol) {
        header(out, type, count);
        for (RespValue item : items) {
            write(out, item, protocol);
        }
    }

    /** Writes the header of {@code count} items or bytes. */
    public static void header(ByteBuf out, char type, long count) {
        out.writeByte(type);
        decimal(out, count);
        endOfLine(out);
    }

    public static void arrayHeader(ByteBuf out, int items) {
        header(out, '*', items);
    }

    public static void integer(ByteBuf out, long number) {
        header(out, ':', number);
    }

    public static void bulk(ByteBuf out, byte[] bytes) {
        header(out, '$', bytes.length);
        out.writeBytes(bytes);
        endOfLine(out);
    }

    public static void bulk(ByteBuf out, ByteString bytes) {
        header(out, '$', bytes.length());
        bytes.writeTo(out::writeBytes);
        endOfLine(out);
    }

    /** Writes a number as a bulk string, as in arguments. */
    public static void bulkDecimal(ByteBuf out, long number) {
        header(out, '$', digits(number));
        decimal(out, number);
        endOfLine(out);
    }

    public static void nullValue(ByteBuf out, Protocol protocol) {
        out.writeBytes(protocol == Protocol.RESP3 ? NULL_3 : NULL_2);
    }

    /** Writes a null array: {@code *-1} in RESP2, because clients that expect an array accept no other null. */
    public static void nullArray(ByteBuf out, Protocol protocol) {
        out.writeBytes(protocol == Protocol.RESP3 ? NULL_3 : NULL_ARRAY_2);
    }

    private static final byte[] NULL_3 = "_\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NULL_2 = "$-1\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NULL_ARRAY_2 = "*-1\r\n".getBytes(StandardCharsets.US_ASCII);

    public static void error(ByteBuf out, String message) {
        line(out, '-', message);
    }

    /** Writes one line of printable ASCII: no text can end the line early and inject another reply. */
    private static void line(ByteBuf out, char type, String text) {
        out.writeByte(type);
        int length = Math.min(text.length(), ERROR_CHARS_MAX);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            out.writeByte(c >= ' ' && c < 0x7f ? c : '?');
        }
        endOfLine(out);
    }

    public static void endOfLine(ByteBuf out) {
        out.writeShort('\r' << 8 | '\n');
    }

    static int digits(long number) {
        if (number == Long.MIN_VALUE) {
            return LONG_MIN.length;
        }
        int digits = number < 0 ? 2 : 1;
        for (long rest = Math.abs(number); rest >= 10; rest /= 10) {
            digits++;
        }
        return digits;
    }

    static void decimal(ByteBuf out, long number) {
        if (number >= 0 && number < 10) {
            out.writeByte('0' + (int) number);
            return;
        }
        if (number == Long.MIN_VALUE) {
            out.writeBytes(LONG_MIN);
            return;
        }
        int length = digits(number);
        int start = out.writerIndex();
        out.ensureWritable(length).writerIndex(start + length);
        int at = start + length;
        for (long rest = Math.abs(number); at > start + (number < 0 ? 1 : 0); rest /= 10) {
            out.setByte(--at, '0' + (int) (rest % 10));
        }
        if (number < 0) {
            out.setByte(start, '-');
        }
    }
}
