package dev.latchkey.wire;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An incremental parser that splits the bytes of one connection into requests: arrays of bulk strings, or inline requests typed
 * by people. Bytes may arrive in pieces of any size, with the same result. Memory is allocated only for bytes that have arrived.
 * One parser per connection; not thread-safe.
 */
public final class RequestParser {

    /** The maximum length of a header line: a type, a minus sign, 19 digits and CRLF fit. */
    private static final int HEADER_BYTES_MAX = 32;

    /** The memory overhead of an argument. */
    private static final long ARRAY_COST_BYTES = 24;

    private static final byte TLS_HANDSHAKE = 0x16;

    /** The results of {@link #readCount} that are not a count: more bytes are needed, and invalid. */
    private static final long MORE = Long.MIN_VALUE;

    private static final long BAD = Long.MIN_VALUE + 1;

    private Limits.Frames limits;
    private boolean atFirstByte = true;
    private boolean dead;

    /** The arguments of the current request, of which {@code filled} are complete; empty between requests. */
    private byte[][] arguments = NONE;

    private int filled;

    /** The length of the current argument; -1 until its header has been read. */
    private int bulkLength = -1;

    /** The total length of the arguments whose headers have been read in this request. */
    private int requestBytes;

    /** The length of the prefix of an incomplete inline request that was already searched for its end. */
    private int searched;

    private static final byte[][] NONE = new byte[0][];

    public RequestParser(Limits.Frames limits) {
        this.limits = limits;
    }

    /** Applies other limits to everything that is parsed from now on, for example after authentication. */
    public void limitTo(Limits.Frames frames) {
        limits = frames;
    }

    /** Whether a request has been parsed in part and the rest has not arrived. */
    public boolean hasPartialRequest() {
        return arguments.length > 0 && !dead;
    }

    /** The memory held for a request that has been parsed in part. */
    public long heldBytes() {
        return arguments.length == 0
                ? 0
                : takenBytes() + (long) arguments.length * Long.BYTES + filled * ARRAY_COST_BYTES;
    }

    private int takenBytes() {
        return bulkLength < 0 ? requestBytes : requestBytes - bulkLength;
    }

    /** Stops parsing: discards what has been parsed in part and everything that arrives later. */
    public void end() {
        dead = true;
        arguments = NONE;
    }

    /**
     * Parses the next request from {@code in}; null if more bytes are needed. After a protocol violation, or once it detects
     * another protocol, the parser discards all further bytes.
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

    /** Consumes a request, part of one, or an empty line. If it consumes nothing, more bytes are needed. */
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
            return otherProtocol(in, "TLS");
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
                return violation(in, "no CRLF after a bulk string of " + bulkLength + " bytes");
            }
            arguments[filled++] = bulk;
            bulkLength = -1;
        }
        Parsed.Request request = new Parsed.Request(arguments);
        arguments = NONE;
        return request;
    }

    /** Reads the header of a bulk string. Leaves {@code bulkLength} at -1 if more bytes are needed. */
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

    /** Reads a type byte, a number and CRLF; returns the number, {@link #MORE} or {@link #BAD}. Consumes only complete lines. */
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
            in.readerIndex(end + 1); // why: empty lines are ignored, and must not use memory however many arrive
            return null;
        }
        byte[] line = new byte[end - start];
        in.readBytes(line);
        in.skipBytes(1);
        return inline(in, InlineLine.of(line));
    }

    private @Nullable Parsed inline(ByteBuf in, InlineLine line) {
        if (line.isHttp()) {
            return otherProtocol(in, "HTTP");
        }
        List<byte[]> words = line.words(limits.argumentsMax());
        if (words == null) {
            return violation(in, "unbalanced quotes in request");
        }
        if (words.size() > limits.argumentsMax()) {
            return violation(in, "too many arguments: a request has 1 to " + limits.argumentsMax() + " arguments");
        }
        return new Parsed.Request(words.toArray(byte[][]::new));
    }

    private Parsed violation(ByteBuf in, String sentence) {
        die(in);
        return new Parsed.Violation(sentence);
    }

    private Parsed otherProtocol(ByteBuf in, String protocol) {
        die(in);
        return new Parsed.OtherProtocol(protocol);
    }

    private void die(ByteBuf in) {
        end();
        in.skipBytes(in.readableBytes());
    }

    private static String printable(byte b) {
        return b >= ' ' && b < 0x7f ? String.valueOf((char) b) : String.format("\\x%02x", b & 0xff);
    }
}
