package dev.latchkey.wire.replies;

import dev.latchkey.wire.LongBulk;
import dev.latchkey.wire.Remainder;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Items that are written one after another, in slices. */
final class Slices<T> implements Remainder {

    /** Writes one item, or its beginning. */
    interface ItemWriter<T> {

        /** Returns the rest of an item whose value is long; null if the item is complete. */
        @Nullable
        LongBulk write(T item, ByteBuf out);
    }

    private final List<T> items;
    private final ItemWriter<T> writer;

    /** The index of the next item to write. */
    private int next;

    /** The rest of the item before that. */
    private @Nullable LongBulk open;

    private Slices(List<T> items, ItemWriter<T> writer) {
        this.items = items;
        this.writer = writer;
    }

    /** Writes the first slice; returns the rest, or null if everything was written. */
    static <T> @Nullable Remainder begin(List<T> items, ItemWriter<T> writer, ByteBuf out) {
        Slices<T> slices = new Slices<>(items, writer);
        return slices.writeSlice(out) ? null : slices;
    }

    @Override
    public boolean writeSlice(ByteBuf out) {
        if (open != null && open.writeSlice(out)) {
            open = null;
        }
        int end = out.writerIndex() + SLICE_BYTES;
        while (open == null && next < items.size() && out.writerIndex() < end) {
            open = writer.write(items.get(next++), out);
        }
        return open == null && next == items.size();
    }
}
