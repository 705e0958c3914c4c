package dev.latchkey.wire.verbs;

import dev.latchkey.core.Reply;
import dev.latchkey.core.Value;
import dev.latchkey.wire.Remainder;
import dev.latchkey.wire.RespWriter;
import io.netty.buffer.ByteBuf;
import java.util.List;

/** The reply to LIST: short ones are written at once, the others except for their beginning into a buffer of their size. */
final class LongPage implements Remainder {

    /** The most that an entry takes in addition to its key and value: five headers, a version and the ends of lines. */
    private static final int ENTRY_BYTES = 64;

    private final Reply.Listed page;
    private final List<Reply.Listed.Entry> entries;

    /** The index of the next entry to write. */
    private int next;

    LongPage(Reply.Listed page) {
        this.page = page;
        this.entries = page.entries();
    }

    /** Writes the header and the first entries; returns whether the reply is complete. */
    boolean begin(ByteBuf out) {
        RespWriter.arrayHeader(out, 3);
        RespWriter.integer(out, page.revision());
        RespWriter.integer(out, page.more() ? 1 : 0);
        RespWriter.arrayHeader(out, entries.size());
        int end = out.writerIndex() + LONG_BYTES;
        while (next < entries.size() && out.writerIndex() + bytesMax(entries.get(next)) <= end) {
            write(entries.get(next++), out);
        }
        return next == entries.size();
    }

    @Override
    public int bytesMax() {
        int bytes = 0;
        for (Reply.Listed.Entry entry : entries.subList(next, entries.size())) {
            bytes += bytesMax(entry);
        }
        return bytes;
    }

    private static int bytesMax(Reply.Listed.Entry entry) {
        Value held = entry.value();
        return ENTRY_BYTES + entry.key().length() + (held == null ? 0 : held.length());
    }

    @Override
    public void writeTo(ByteBuf out) {
        while (next < entries.size()) {
            write(entries.get(next++), out);
        }
    }

    private static void write(Reply.Listed.Entry entry, ByteBuf out) {
        Value held = entry.value();
        RespWriter.arrayHeader(out, held == null ? 2 : 3);
        RespWriter.bulk(out, entry.key());
        if (held != null) {
            RespWriter.bulk(out, held);
        }
        RespWriter.integer(out, entry.version().number());
    }
}
