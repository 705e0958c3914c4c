package dev.latchkey.wire;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the bytes of one connection into requests: arrays of bulk strings, or inline lines for people with telnet. Keeps what
 * has come of a request, so bytes may arrive in any pieces and the result is the same; reserves memory only for bytes that
 * are there. One per connection; not safe for use by several threads.
 */
public final class RequestParser {

    /** The longest line that announces a count: a type, a minus, 19 digits and CRLF fit. */
    private static final int HEADER_BYTES_MAX = 32;

    /** What an argument costs beside its bytes. */
    private static final long ARRAY_COST_BYTES = 24;

    private static final byte TLS_HANDSHAKE = 0x16;

    /** Two answers of {@link #readCount} beside the count itself. */
    private static final long MORE = Long.MIN_VALUE;

    private static final long BAD = Long.MIN_VALUE + 1;

    private Limits.Frames limits;
    private boolean atFirstByte = true;
    private boolean dead;

    /** The arguments of the request at hand; empty between requests. They are filled up to {@code filled}. */
    private byte[][] arguments = NONE;

    private int filled;

    /** The length of the argument at hand; -1 while its header is awaited. */
    private int bulkLength = -1;

    /** The bytes of all arguments announced so far in this request. */
    private int requestBytes;

    /** How much of an unfinished inline line has been searched for its end already. */
    private int searched;

    private static final byte[][] NONE = new byte[0][];

    public RequestParser(Limits.Frames limits) {
        this.limits = limits;
    }

    /** Puts other limits in force for all that is read from now on, as after a login. */
    public void limitTo(Limits.Frames frames) {
        limits = frames;
    }

    /** Whether part of a request has been taken in and the rest is awaited. */
    public boolean isAmidRequest() {
        return arguments.length > 0 && !dead;
    }

    /** What is held of a request that has been taken in only in part. */
    public long heldBytes() {
        return arguments.length == 0
                ? 0
                : takenBytes() + (long) arguments.length * Long.BYTES + filled * ARRAY_COST_BYTES;
    }

    private int takenBytes() {
        return bulkLength < 0 ? requestBytes : requestBytes - bulkLength;
    }

    /** Takes nothing more, and forgets what has been taken in. */
    public void end() {
        dead = true;
        arguments = NONE;
    }

    /**
     * Takes the next request from {@code in}, or null if more bytes are needed. After a violation or a foreigner it discards
     * whatever comes.
     */
    public @Nullable Parsed next(ByteBuf in) {
        Parsed parsed;
        int before;
        do {
            before = in.readerIndex();
            parsed = step(in);
        } while (parsed == null && in.readerIndex() > before);
        return parsed;
    }

    /** Takes one thing: a request, part of one, or what is none (an empty line). A step that takes nothing needs more bytes. */
    private @Nullable Parsed step(ByteBuf in) {
        if (dead) {
            in.skipBytes(in.readableBytes());
        }
        if (!in.isReadable()) {
            return null;
        }
        if (arguments.length > 0) {
            return nextArguments(in);
        }
        byte first = in.getByte(in.readerIndex());
        if (atFirstByte && first == TLS_HANDSHAKE) {
            return foreigner(in, "TLS");
        }
        atFirstByte = false;
        return first == '*' ? beginArray(in) : nextInline(in);
    }

    private @Nullable Parsed beginArray(ByteBuf in) {
        long count = readCount(in);
        if (count == MORE) {
            return null;
        }
        if (count == BAD || count > limits.argumentsMax()) {
            return violation(
                    in, "invalid multibulk length: a request has 1 to " + limits.argumentsMax() + " arguments");
        }
        if (count > 0) {
            arguments = new byte[(int) count][];
            filled = 0;
            requestBytes = 0;
        }
        return null;
    }

    private @Nullable Parsed nextArguments(ByteBuf in) {
        while (filled < arguments.length) {
            if (bulkLength < 0) {
                if (!in.isReadable()) {
                    return null;
                }
                Parsed violation = beginBulk(in);
                if (violation != null || bulkLength < 0) {
                    return violation;
                }
            }
            if (in.readableBytes() < bulkLength + 2) {
                return null;
            }
            byte[] bulk = new byte[bulkLength];
            in.readBytes(bulk);
            if (in.readShort() != ('\r' << 8 | '\n')) {
                return violation(in, "no CRLF behind a bulk string of " + bulkLength + " bytes");
            }
            arguments[filled++] = bulk;
            bulkLength = -1;
        }
        Parsed.Request request = new Parsed.Request(arguments);
        arguments = NONE;
        return request;
    }

    /** Reads the header of a bulk string; leaves {@code bulkLength} at -1 if more bytes are needed. */
    private @Nullable Parsed beginBulk(ByteBuf in) {
        byte first = in.getByte(in.readerIndex());
        if (first != '$') {
            return violation(in, "expected '$', got '" + printable(first) + "'");
        }
        long length = readCount(in);
        if (length == MORE) {
            return null;
        }
        if (length < 0 || length > limits.bulkBytesMax()) {
            return violation(in, "invalid bulk length: an argument has 0 to " + limits.bulkBytesMax() + " bytes");
        }
        if (length > limits.requestBytesMax() - requestBytes) {
            return violation(in, "request exceeds " + limits.requestBytesMax() + " bytes");
        }
        requestBytes += (int) length;
        bulkLength = (int) length;
        return null;
    }

    /** Reads a line of a type byte, a number and CRLF: the number, {@link #MORE} or {@link #BAD}. Takes only whole lines. */
    private static long readCount(ByteBuf in) {
        int start = in.readerIndex() + 1;
        int end = Math.min(in.writerIndex(), start + HEADER_BYTES_MAX);
        boolean negative = start < end && in.getByte(start) == '-';
        int digits = negative ? start + 1 : start;
        for (int i = digits; i < end; i++) {
            byte b = in.getByte(i);
            if (b >= '0' && b <= '9') {
                continue;
            }
            if (b != '\r') {
                return BAD;
            }
            if (i + 1 == in.writerIndex()) {
                return MORE;
            }
            long number = in.getByte(i + 1) == '\n' ? Decimal.parse(in, digits, i - digits) : Decimal.NOT_A_NUMBER;
            if (number == Decimal.NOT_A_NUMBER || (negative && number == 0)) {
                return BAD;
            }
            in.readerIndex(i + 2);
            return negative ? -number : number;
        }
        return end == start + HEADER_BYTES_MAX ? BAD : MORE;
    }

    private @Nullable Parsed nextInline(ByteBuf in) {
        int start = in.readerIndex();
        int from = start + searched;
        int end = in.indexOf(from, in.writerIndex(), (byte) '\n');
        if ((end < 0 ? in.readableBytes() : end - start) > limits.inlineBytesMax()) {
            return violation(in, "too big inline request: a line has at most " + limits.inlineBytesMax() + " bytes");
        }
        if (end < 0) {
            searched = in.readableBytes();
            return null;
        }
        searched = 0;
        if (in.forEachByte(start, end - start, InlineLine::isBlank) < 0) {
            in.readerIndex(end + 1); // why: an empty line is no request, and must cost no memory however many come
            return null;
        }
        byte[] line = new byte[end - start];
        in.readBytes(line);
        in.skipBytes(1);
        return inline(in, InlineLine.of(line));
    }

    private @Nullable Parsed inline(ByteBuf in, InlineLine line) {
        if (line.isHttp()) {
            return foreigner(in, "HTTP");
        }
        List<byte[]> words = line.words(limits.argumentsMax());
        if (words == null) {
            return violation(in, "unbalanced quotes in request");
        }
        if (words.size() > limits.argumentsMax()) {
            return violation(in, "too many words: a request has 1 to " + limits.argumentsMax() + " arguments");
        }
        return new Parsed.Request(words.toArray(byte[][]::new));
    }

    private Parsed violation(ByteBuf in, String sentence) {
        die(in);
        return new Parsed.Violation(sentence);
    }

    private Parsed foreigner(ByteBuf in, String whatItSpeaks) {
        die(in);
        return new Parsed.Foreigner(whatItSpeaks);
    }

    private void die(ByteBuf in) {
        end();
        in.skipBytes(in.readableBytes());
    }

    private static String printable(byte b) {
        return b >= ' ' && b < 0x7f ? String.valueOf((char) b) : String.format("\\x%02x", b & 0xff);
    }
}
