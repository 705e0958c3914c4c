package dev.latchkey.wire.replies;

import dev.latchkey.core.Reply;
import dev.latchkey.core.Value;
import dev.latchkey.wire.LongBulk;
import dev.latchkey.wire.Remainder;
import dev.latchkey.wire.RespWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The reply to LIST. The entries of a page are immutable and were read as of one revision, so the page stays consistent however late
 * its last slice is written.
 */
final class LongPage implements Remainder {

    private final Reply.Listed page;
    private final List<Reply.Listed.Entry> entries;

    /** The index of the next entry to write. */
    private int next;

    /** The rest of the entry before that, if its value is long. */
    private @Nullable LongBulk value;

    LongPage(Reply.Listed page) {
        this.page = page;
        this.entries = page.entries();
    }

    /** Writes the header and the first slice; returns whether the reply is complete. */
    boolean begin(ByteBuf out) {
        RespWriter.arrayHeader(out, 3);
        RespWriter.integer(out, page.revision());
        RespWriter.integer(out, page.more() ? 1 : 0);
        RespWriter.arrayHeader(out, entries.size());
        return writeSlice(out);
    }

    @Override
    public boolean writeSlice(ByteBuf out) {
        if (value != null && value.writeSlice(out)) {
            value = null;
        }
        int end = out.writerIndex() + SLICE_BYTES;
        while (value == null && next < entries.size() && out.writerIndex() < end) {
            write(entries.get(next++), out);
        }
        return value == null && next == entries.size();
    }

    private void write(Reply.Listed.Entry entry, ByteBuf out) {
        Value held = entry.value();
        RespWriter.arrayHeader(out, held == null ? 2 : 3);
        RespWriter.bulk(out, entry.key());
        if (held != null && LongBulk.isLong(held.length())) {
            value = LongBulk.begin(out, held.bytes, version(entry));
            return;
        }
        if (held != null) {
            RespWriter.bulk(out, held);
        }
        RespWriter.integer(out, entry.version().number());
    }

    private static byte[] version(Reply.Listed.Entry entry) {
        ByteBuf tail = Unpooled.buffer();
        RespWriter.integer(tail, entry.version().number());
        return ByteBufUtil.getBytes(tail);
    }
}
