package dev.latchkey.test.history;

import dev.latchkey.check.format.Payload;
import dev.latchkey.check.format.RecordedResult;
import dev.latchkey.wire.ReplyParser;
import dev.latchkey.wire.RespValue;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Replies of the server as the results of recorded operations. */
public final class ReplyResults {

    private ReplyResults() {}

    /** Parses the bytes of one reply. */
    public static RespValue parse(byte[] bytes) {
        RespValue value = new ReplyParser().next(Unpooled.wrappedBuffer(bytes));
        if (value == null) {
            throw new IllegalStateException("not a whole reply: " + bytes.length + " bytes");
        }
        return value;
    }

    /** The result of a GETV; null if the server has not executed it. */
    static @Nullable RecordedResult ofRead(RespValue reply) {
        if (reply instanceof RespValue.Null) {
            return RecordedResult.of("ERRNOKEY");
        }
        if (reply instanceof RespValue.Array array
                && array.items().size() == 3
                && array.items().get(0) instanceof RespValue.Bulk value
                && array.items().get(1) instanceof RespValue.Int version) {
            return RecordedResult.of("OK").value(Payload.of(value.bytes())).version(version.number());
        }
        return null;
    }

    /** The result of a PUT or DEL; null if the reply does not say that the store has executed or refused it. */
    static @Nullable RecordedResult ofWrite(RespValue reply) {
        if (reply instanceof RespValue.Int version) {
            return RecordedResult.of("OK").version(version.number());
        }
        if (reply instanceof RespValue.ErrorLine error) {
            return switch (error.code()) {
                case "ERRNOKEY" -> RecordedResult.of("ERRNOKEY");
                case "ERRVERSION" -> RecordedResult.of("ERRVERSION").version(number(error.message()));
                default -> null;
            };
        }
        return null;
    }

    private static long number(String message) {
        return Long.parseLong(List.of(message.split(" ", 3)).get(1));
    }
}
