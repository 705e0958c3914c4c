package dev.latchkey.wire.verbs;

import dev.latchkey.core.Command;
import dev.latchkey.wire.RespWriter;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Encodes requests as RESP, as a client sends them. */
public final class RequestEncoder implements Command.Cases<ByteBuf> {

    private final ByteBuf out;

    private RequestEncoder(ByteBuf out) {
        this.out = out;
    }

    /** Encodes a command for the store. */
    public static void encode(Command command, ByteBuf out) {
        command.match(new RequestEncoder(out));
    }

    /** Encodes any request of text, such as HELLO. */
    public static void encode(ByteBuf out, String... words) {
        RespWriter.arrayHeader(out, words.length);
        for (String word : words) {
            RespWriter.bulk(out, word.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public ByteBuf get(Command.Get command) {
        begin(Verb.GETV, 2);
        RespWriter.bulk(out, command.key());
        return out;
    }

    @Override
    public ByteBuf put(Command.Put command) {
        begin(Verb.PUT, 4);
        RespWriter.bulk(out, command.key());
        RespWriter.bulk(out, command.value());
        RespWriter.bulkDecimal(out, command.expected().number());
        return out;
    }

    @Override
    public ByteBuf delete(Command.Delete command) {
        begin(Verb.DEL, 3);
        RespWriter.bulk(out, command.key());
        RespWriter.bulkDecimal(out, command.expected().number());
        return out;
    }

    @Override
    public ByteBuf listKeys(Command.ListKeys command) {
        begin(Verb.LIST, 4 + (command.after() == null ? 0 : 2) + (command.values() ? 1 : 0));
        RespWriter.bulk(out, command.prefix());
        if (command.after() != null) {
            word("AFTER");
            RespWriter.bulk(out, command.after());
        }
        word("LIMIT");
        RespWriter.bulkDecimal(out, command.limit());
        if (command.values()) {
            word("VALUES");
        }
        return out;
    }

    private void begin(Verb verb, int words) {
        RespWriter.arrayHeader(out, words);
        word(verb.name());
    }

    private void word(String word) {
        RespWriter.header(out, '$', word.length());
        out.writeCharSequence(word, StandardCharsets.US_ASCII);
        RespWriter.endOfLine(out);
    }
}
