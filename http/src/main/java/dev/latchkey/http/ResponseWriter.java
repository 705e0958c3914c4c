package dev.latchkey.http;

import dev.latchkey.http.message.Response;
import dev.latchkey.seams.Time;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * Writes responses to a channel, long ones in slices and only while the client reads them, so that a slow client takes little direct memory.
 * Used on the event loop of its channel only.
 */
final class ResponseWriter {

    private static final int SLICE_BYTES = 65_536;

    private static final DateTimeFormatter DATE = DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);

    private final ChannelHandlerContext context;
    private final Time time;

    /** The body that is written in part, and how much of it; null if there is none. */
    private byte @Nullable [] body;

    private int written;
    private long dateSecond = Long.MIN_VALUE;
    private String date = "";

    ResponseWriter(ChannelHandlerContext context, Time time) {
        this.context = context;
        this.time = time;
    }

    /** Tells the client to send the body of its request. */
    void writeContinue() {
        context.writeAndFlush(
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
    }

    /**
     * Writes a response, or the beginning of a long one; {@link #proceed} writes the rest.
     *
     * @param isHead whether the request was HEAD, so that the body is left out
     * @param closes whether the connection is closed afterwards
     */
    void write(Response response, boolean isHead, boolean closes) {
        boolean hasBody = !isHead && response.mayHaveBody();
        boolean isShort = response.body().length <= SLICE_BYTES;
        HttpResponse message = hasBody && !isShort
                ? new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(response.status()))
                : new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        HttpResponseStatus.valueOf(response.status()),
                        hasBody ? Unpooled.wrappedBuffer(response.body()) : Unpooled.EMPTY_BUFFER);
        addFields(message, response, closes);
        if (response.mayHaveBody()) {
            message.headers().set("Content-Length", response.body().length);
        }
        context.write(message);
        if (hasBody && !isShort) {
            body = response.body();
            written = 0;
            proceed();
        }
        context.flush();
    }

    /** Writes the head of a response whose end is not known yet. */
    void writeStreamHead(Response response) {
        HttpResponse message = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        addFields(message, response, true);
        message.headers().set("Transfer-Encoding", HttpHeaderValues.CHUNKED);
        context.writeAndFlush(message);
    }

    /** Writes a part of a stream. */
    void writePart(byte[] bytes) {
        context.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(bytes)));
    }

    /** Ends a stream. */
    void writeStreamEnd() {
        context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
    }

    private void addFields(HttpResponse message, Response response, boolean closes) {
        response.headers().forEach(field -> message.headers().add(field.name(), field.value()));
        message.headers().set("Date", date());
        if (closes) {
            message.headers().set("Connection", HttpHeaderValues.CLOSE);
        }
    }

    private String date() {
        long second = Math.floorDiv(time.wallMillis(), 1_000L);
        if (second != dateSecond) {
            dateSecond = second;
            date = DATE.format(Instant.ofEpochSecond(second));
        }
        return date;
    }

    /**
     * Writes more of a long response, as long as the client reads it. Why the position advances before the write: writing can call this
     * method again, when the channel becomes writable.
     */
    void proceed() {
        byte[] from = body;
        while (from != null && context.channel().isWritable()) {
            int start = written;
            int count = Math.min(SLICE_BYTES, from.length - start);
            boolean isLast = start + count == from.length;
            written += count;
            body = isLast ? null : from;
            HttpContent slice = isLast
                    ? new DefaultLastHttpContent(Unpooled.wrappedBuffer(from, start, count))
                    : new DefaultHttpContent(Unpooled.wrappedBuffer(from, start, count));
            context.writeAndFlush(slice);
            from = body;
        }
    }

    /** Whether everything was written. */
    boolean isDone() {
        return body == null;
    }

    /** Whether the client reads fast enough for more to be written. */
    boolean hasRoom() {
        return context.channel().isWritable();
    }

    /** The memory of the response that is not written yet. */
    long queuedBytes() {
        return body == null ? 0 : body.length;
    }

    /** Drops what is not written. */
    void drop() {
        body = null;
    }
}
