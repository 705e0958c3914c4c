package dev.latchkey.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Decodes one request at a time: after each, decoding pauses until {@link #resume}. So a client that sends many requests at once costs no
 * more memory than the bytes that it has sent. Used on the event loop of its channel only.
 */
final class RequestDecoder extends HttpRequestDecoder {

    /** The maximum length of the request line: a key of 1,024 bytes, percent-encoded, takes 3,072. */
    static final int LINE_BYTES_MAX = 8_192;

    /** The maximum length of all header fields together. */
    static final int FIELDS_BYTES_MAX = 16_384;

    private static final int PIECE_BYTES_MAX = 65_536;

    private final IntConsumer whenArrived;
    private @Nullable ChannelHandlerContext context;
    private boolean paused;
    private boolean discarding;
    private boolean decoding;

    /** @param whenArrived is called with the number of bytes that have arrived, before they are decoded */
    RequestDecoder(IntConsumer whenArrived) {
        super(config());
        this.whenArrived = whenArrived;
    }

    /** Why the last two are set, which are defaults: lenient parsing lets one request be smuggled into another. */
    private static HttpDecoderConfig config() {
        return new HttpDecoderConfig()
                .setMaxInitialLineLength(LINE_BYTES_MAX)
                .setMaxHeaderSize(FIELDS_BYTES_MAX)
                .setMaxChunkSize(PIECE_BYTES_MAX)
                .setAllowDuplicateContentLengths(false)
                .setValidateHeaders(true)
                .setStrictLineParsing(true)
                .setUseRfc9112TransferEncoding(true);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
        context = ctx;
        super.handlerAdded(ctx);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        if (message instanceof ByteBuf bytes && bytes.isReadable()) {
            whenArrived.accept(bytes.readableBytes());
        }
        decoding = true;
        try {
            super.channelRead(ctx, message);
        } finally {
            decoding = false;
        }
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf buffer, List<Object> out) throws Exception {
        if (discarding) {
            buffer.skipBytes(buffer.readableBytes());
        } else if (!paused) {
            super.decode(ctx, buffer, out);
            paused = !out.isEmpty() && out.get(out.size() - 1) instanceof LastHttpContent;
        }
    }

    /** Why it is only passed on: requests that have arrived completely are still decoded. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event instanceof ChannelInputShutdownEvent) {
            ctx.fireUserEventTriggered(event);
        } else {
            super.userEventTriggered(ctx, event);
        }
    }

    /** Decodes no more of a request whose head was decoded, until {@link #resume}. */
    void pause() {
        paused = true;
    }

    /** Decodes the rest of a request or the next one, from the bytes that have arrived already if there are any. */
    void resume() throws Exception {
        paused = false;
        if (!decoding && context != null) {
            channelRead(context, Unpooled.EMPTY_BUFFER);
        }
    }

    /** Discards what has arrived and is not decoded, and all further input. */
    void discard() throws Exception {
        discarding = true;
        if (!decoding && context != null) {
            channelRead(context, Unpooled.EMPTY_BUFFER);
        }
    }

    /** Whether the caller is called by this decoder. */
    boolean isDecoding() {
        return decoding;
    }

    /** The bytes that have arrived and are not decoded. */
    int pendingBytes() {
        return discarding ? 0 : actualReadableBytes();
    }

    /** The memory that holds them. */
    int heldBytes() {
        return internalBuffer().capacity();
    }
}
