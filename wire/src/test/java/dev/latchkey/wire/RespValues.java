package dev.latchkey.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** RESP values for tests: as unambiguous text, and encoded to and parsed from bytes. */
public final class RespValues {

    private RespValues() {}

    /** Text that is equal for two values only if they are equal to the byte. */
    public static String describe(RespValue value) {
        if (value instanceof RespValue.Bulk bulk) {
            return "Bulk" + Arrays.toString(bulk.bytes());
        } else if (value instanceof RespValue.Array array) {
            return "Array" + describe(array.items());
        } else if (value instanceof RespValue.Members members) {
            return "Members" + describe(members.items());
        } else if (value instanceof RespValue.Push push) {
            return "Push" + describe(push.items());
        } else if (value instanceof RespValue.Pairs pairs) {
            return "Pairs" + describe(pairs.flat());
        }
        return value.toString();
    }

    private static String describe(List<RespValue> items) {
        return items.stream().map(RespValues::describe).collect(Collectors.joining(", ", "[", "]"));
    }

    public static RespValue parse(String resp) {
        return parse(Unpooled.wrappedBuffer(resp.getBytes(StandardCharsets.ISO_8859_1)));
    }

    public static RespValue parse(ByteBuf in) {
        return Objects.requireNonNull(new ReplyParser().next(in), "more bytes are needed");
    }

    public static String write(RespValue value, Protocol protocol) {
        ByteBuf out = Unpooled.buffer();
        RespWriter.write(out, value, protocol);
        return out.toString(StandardCharsets.ISO_8859_1);
    }
}
