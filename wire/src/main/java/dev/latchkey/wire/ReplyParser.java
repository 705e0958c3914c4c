package dev.latchkey.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An incremental parser that splits the bytes from a server into RESP2 and RESP3 values. Bytes may arrive in pieces of any size;
 * the parsed part of a value is kept and never parsed again. One parser per connection; not thread-safe.
 */
public final class ReplyParser {

    /** The maximum length of a line: an error may contain 1,024 characters. */
    private static final int LINE_BYTES_MAX = 65_536;

    /** The maximum length of a bulk string. Those of a LIST page are shorter, and INFO is much shorter. */
    private static final int BULK_BYTES_MAX = 16_777_216;

    /** The maximum size of one value, including all its items. */
    private static final int VALUE_BYTES_MAX = BULK_BYTES_MAX + LINE_BYTES_MAX;

    /** The maximum number of items in one value, including nested ones: a page of CHANGES has ten for each of 20,000 events. */
    private static final int ITEMS_MAX = 262_144;

    private static final int DEPTH_MAX = 32;

    /** The incomplete aggregates, innermost first. */
    private final Deque<Aggregate> open = new ArrayDeque<>();

    /** The type of the string whose bytes are being read; 0 if no string is. */
    private char stringType;

    private int stringLength;
    private int searched;

    /** The size of the current value so far: nested aggregates could be unbounded although each count is small. */
    private long valueBytes;

    private long valueItems;

    /** The server sent bytes that are not valid RESP. The connection is no longer usable. */
    public static final class NotRespException extends RuntimeException {
        private static final long serialVersionUID = 1;

        public NotRespException(String message) {
            super(message);
        }
    }

    /** Reads the next complete value from {@code in}; null if more bytes are needed. */
    public @Nullable RespValue next(ByteBuf in) {
        while (true) {
            RespValue value = stringType != 0 ? readString(in) : readLine(in);
            if (value == null) {
                return null;
            }
            RespValue whole = value == OPENED ? null : completed(value);
            if (whole != null) {
                valueBytes = 0;
                valueItems = 0;
                return whole;
            }
        }
    }

    /** The result of reading a line that begins an aggregate or a string, which is not a value yet. */
    private static final RespValue OPENED = new RespValue.Other('?', "");

    /** Adds a value to the innermost aggregate; returns the outermost value that it completes, or null. */
    private @Nullable RespValue completed(RespValue value) {
        RespValue done = value;
        while (!open.isEmpty()) {
            Aggregate aggregate = open.getFirst();
            aggregate.items.add(done);
            if (aggregate.items.size() < aggregate.count) {
                return null;
            }
            open.removeFirst();
            if (aggregate.type == '|') {
                return null; // why: an attribute annotates the value after it and is not a value itself
            }
            done = aggregate.value();
        }
        return done;
    }

    private @Nullable RespValue readString(ByteBuf in) {
        if (in.readableBytes() < stringLength + 2) {
            return null;
        }
        byte[] bytes = new byte[stringLength];
        in.readBytes(bytes);
        if (in.readShort() != ('\r' << 8 | '\n')) {
            throw new NotRespException("no CRLF after a string of " + stringLength + " bytes");
        }
        char type = stringType;
        stringType = 0;
        return type == '!'
                ? new RespValue.ErrorLine(new String(bytes, StandardCharsets.UTF_8))
                : new RespValue.Bulk(bytes);
    }

    private @Nullable RespValue readLine(ByteBuf in) {
        int start = in.readerIndex();
        int end = in.indexOf(start + searched, in.writerIndex(), (byte) '\n');
        if ((end < 0 ? in.readableBytes() : end - start) > LINE_BYTES_MAX) {
            throw new NotRespException("a line exceeds " + LINE_BYTES_MAX + " bytes");
        }
        if (end < 0) {
            searched = in.readableBytes();
            return null;
        }
        searched = 0;
        if (end - start < 2 || in.getByte(end - 1) != '\r') {
            throw new NotRespException("a line does not end in CRLF");
        }
        valueBytes = bounded("size of a value", valueBytes + end - start, VALUE_BYTES_MAX);
        in.readerIndex(end + 1);
        return value((char) (in.getByte(start) & 0xff), in, start + 1, end - start - 2);
    }

    private RespValue value(char type, ByteBuf in, int start, int length) {
        return switch (type) {
            case '+' -> new RespValue.Simple(text(in, start, length));
            case '-' -> new RespValue.ErrorLine(text(in, start, length));
            case ':' -> new RespValue.Int(number(in, start, length));
            case '_' -> nothing(length);
            case ',', '#', '(' -> new RespValue.Other(type, text(in, start, length));
            case '$', '=', '!' -> string(type, number(in, start, length));
            case '*', '~', '>', '%', '|' -> aggregate(type, number(in, start, length));
            default -> throw new NotRespException("a reply cannot begin with byte " + (int) type);
        };
    }

    private static RespValue nothing(int length) {
        if (length != 0) {
            throw new NotRespException("a null is followed by " + length + " bytes");
        }
        return RespValue.NULL;
    }

    private RespValue string(char type, long length) {
        if (length == -1 && type == '$') {
            return RespValue.NULL;
        }
        stringLength = (int) bounded("length of a string", length, BULK_BYTES_MAX);
        valueBytes = bounded("size of a value", valueBytes + length, VALUE_BYTES_MAX);
        stringType = type;
        return OPENED;
    }

    private RespValue aggregate(char type, long count) {
        if (count == -1 && type == '*') {
            return RespValue.NULL;
        }
        int items = (int) bounded("item count", count, ITEMS_MAX) * (type == '%' || type == '|' ? 2 : 1);
        valueItems = bounded("item count of a value", valueItems + items, ITEMS_MAX);
        if (items == 0) {
            return type == '|' ? OPENED : new Aggregate(type, 0, List.of()).value();
        }
        Aggregate aggregate = new Aggregate(type, items, new ArrayList<>());
        if (open.size() == DEPTH_MAX) {
            throw new NotRespException("a reply is nested deeper than " + DEPTH_MAX);
        }
        open.addFirst(aggregate);
        return OPENED;
    }

    private static long bounded(String name, long count, long max) {
        if (count < 0 || count > max) {
            throw new NotRespException(name + " must be 0 to " + max + ", not " + count);
        }
        return count;
    }

    private static String text(ByteBuf in, int start, int length) {
        return in.toString(start, length, StandardCharsets.UTF_8);
    }

    private static long number(ByteBuf in, int start, int length) {
        long number = Decimal.parse(in, start, length);
        return number == Decimal.NOT_A_NUMBER ? negativeNumber(text(in, start, length)) : number;
    }

    private static long negativeNumber(String text) {
        if (!NEGATIVE.matcher(text).matches()) {
            throw new NotRespException("'" + Words.printable(text) + "' is not a number");
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException exceeds64Bits) {
            throw new NotRespException("'" + Words.printable(text) + "' is not a 64-bit integer");
        }
    }

    private static final Pattern NEGATIVE = Pattern.compile("-[1-9][0-9]{0,18}");

    private record Aggregate(char type, int count, List<RespValue> items) {
        RespValue value() {
            return switch (type) {
                case '%' -> new RespValue.Pairs(items);
                case '~' -> new RespValue.Members(items);
                case '>' -> new RespValue.Push(items);
                default -> new RespValue.Array(items);
            };
        }
    }
}
