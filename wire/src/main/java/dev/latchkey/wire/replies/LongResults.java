package dev.latchkey.wire.replies;

import dev.latchkey.core.Reply;
import dev.latchkey.core.Versioned;
import dev.latchkey.wire.LongBulk;
import dev.latchkey.wire.Protocol;
import dev.latchkey.wire.Remainder;
import dev.latchkey.wire.RespValue;
import dev.latchkey.wire.RespWriter;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The reply to a transaction: an array of the replies to its operations. */
final class LongResults implements Remainder {

    private final List<Reply.Result> results;
    private final Protocol protocol;

    /** The index of the next result to write. */
    private int next;

    /** The rest of the result before that, if its value is long. */
    private @Nullable LongBulk value;

    LongResults(List<Reply.Result> results, Protocol protocol) {
        this.results = results;
        this.protocol = protocol;
    }

    /** Writes the header and the first slice; returns whether the reply is complete. */
    boolean begin(ByteBuf out) {
        RespWriter.arrayHeader(out, results.size());
        return writeSlice(out);
    }

    @Override
    public boolean writeSlice(ByteBuf out) {
        if (value != null && value.writeSlice(out)) {
            value = null;
        }
        int end = out.writerIndex() + SLICE_BYTES;
        while (value == null && next < results.size() && out.writerIndex() < end) {
            value = results.get(next++).matchResult(new Writer(out, protocol)).rest;
        }
        return value == null && next == results.size();
    }

    /** Writes one result. */
    private static final class Writer implements Reply.ResultCases<Writer> {

        private final ByteBuf out;
        private final Protocol protocol;
        private @Nullable LongBulk rest;

        Writer(ByteBuf out, Protocol protocol) {
            this.out = out;
            this.protocol = protocol;
        }

        @Override
        public Writer checked(Reply.Result.Checked result) {
            RespWriter.write(out, RespValue.OK, protocol);
            return this;
        }

        /** Only WATCH observes, and its reply has no results. */
        @Override
        public Writer observed(Reply.Result.Observed result) {
            throw new IllegalStateException("no transaction of a client observes keys");
        }

        @Override
        public Writer written(Reply.Result.Written result) {
            RespWriter.integer(out, result.version().number());
            return this;
        }

        @Override
        public Writer read(Reply.Result.Read result) {
            Versioned found = result.found();
            if (found != null) {
                rest = FoundValue.begin(out, found, result.withVersion());
            } else if (result.withVersion()) {
                RespWriter.nullArray(out, protocol);
            } else {
                RespWriter.nullValue(out, protocol);
            }
            return this;
        }
    }
}
