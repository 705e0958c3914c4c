package dev.latchkey.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the bytes from a server into values, RESP2 and RESP3. Bytes may arrive in any pieces; what has come of a value is kept
 * and never read twice. One per connection; not safe for use by several threads.
 */
public final class ReplyParser {

    /** The longest line: an error may quote 1,024 characters. */
    private static final int LINE_BYTES_MAX = 65_536;

    /** The longest bulk string: a page of a list is made of shorter ones, INFO is far shorter. */
    private static final int BULK_BYTES_MAX = 16_777_216;

    private static final int ITEMS_MAX = 1_048_576;
    private static final int DEPTH_MAX = 32;

    /** The aggregates that are not yet full, the innermost first. */
    private final Deque<Aggregate> open = new ArrayDeque<>();

    /** The type and length of a string whose bytes are awaited; 0: none is. */
    private char stringType;

    private int stringLength;
    private int searched;

    /** Thrown for bytes that no server of RESP sends. The connection is of no more use. */
    public static final class NotRespException extends RuntimeException {
        private static final long serialVersionUID = 1;

        public NotRespException(String message) {
            super(message);
        }
    }

    /** Takes the next whole value from {@code in}, or null if more bytes are needed. */
    public @Nullable RespValue next(ByteBuf in) {
        while (true) {
            RespValue value = stringType != 0 ? readString(in) : readLine(in);
            if (value == null) {
                return null;
            }
            RespValue whole = value == OPENED ? null : completed(value);
            if (whole != null) {
                return whole;
            }
        }
    }

    /** What reading a line gives if it began an aggregate or a string, which is no value yet. */
    private static final RespValue OPENED = new RespValue.Other('?', "");

    /** Puts a value where it belongs: the outermost value it completes, or null. */
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
                return null; // why: an attribute describes the value behind it and is none itself
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
            throw new NotRespException("no CRLF behind a string of " + stringLength + " bytes");
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
        char type = (char) (in.getByte(start) & 0xff);
        String text = in.toString(start + 1, end - start - 2, StandardCharsets.UTF_8);
        in.readerIndex(end + 1);
        return value(type, text);
    }

    private RespValue value(char type, String text) {
        return switch (type) {
            case '+' -> new RespValue.Simple(text);
            case '-' -> new RespValue.ErrorLine(text);
            case ':' -> new RespValue.Int(number(text));
            case '_' -> RespValue.NULL;
            case ',', '#', '(' -> new RespValue.Other(type, text);
            case '$', '=', '!' -> string(type, number(text));
            case '*', '~', '>', '%', '|' -> aggregate(type, number(text));
            default -> throw new NotRespException("a reply cannot begin with byte " + (int) type);
        };
    }

    private RespValue string(char type, long length) {
        if (length == -1) {
            return RespValue.NULL;
        }
        stringLength = (int) bounded(length, BULK_BYTES_MAX);
        stringType = type;
        return OPENED;
    }

    private RespValue aggregate(char type, long count) {
        if (count == -1) {
            return RespValue.NULL;
        }
        int items = (int) bounded(count, ITEMS_MAX) * (type == '%' || type == '|' ? 2 : 1);
        Aggregate aggregate = new Aggregate(type, items, new ArrayList<>());
        if (items == 0) {
            return type == '|' ? OPENED : aggregate.value();
        }
        if (open.size() == DEPTH_MAX) {
            throw new NotRespException("a reply is nested deeper than " + DEPTH_MAX);
        }
        open.addFirst(aggregate);
        return OPENED;
    }

    private static long bounded(long count, long max) {
        if (count < 0 || count > max) {
            throw new NotRespException("a length of " + count + " is not one of 0 to " + max);
        }
        return count;
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new NotRespException("'" + text + "' is not a number");
        }
    }

    private record Aggregate(char type, int count, List<RespValue> items) {
        RespValue value() {
            return switch (type) {
                case '%' -> new RespValue.Pairs(items);
                case '~' -> new RespValue.Members(items);
                default -> new RespValue.Array(items);
            };
        }
    }
}
