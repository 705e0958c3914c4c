package dev.latchkey.wire.replies;

import dev.latchkey.core.Versioned;
import dev.latchkey.wire.LongBulk;
import dev.latchkey.wire.RespWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/** Encodes what was read of a key: its value, or an array of its value, version and revision. */
final class FoundValue {

    private static final byte[] NOTHING = new byte[0];

    private FoundValue() {}

    /** Writes it, or the beginning of a long value; returns the rest, or null if everything was written. */
    static @Nullable LongBulk begin(ByteBuf out, Versioned found, boolean withVersion) {
        if (withVersion) {
            RespWriter.arrayHeader(out, 3);
        }
        if (LongBulk.isLong(found.value().length())) {
            return LongBulk.begin(out, found.value().bytes, withVersion ? versionAndRevision(found) : NOTHING);
        }
        RespWriter.bulk(out, found.value());
        if (withVersion) {
            versionAndRevision(found, out);
        }
        return null;
    }

    private static void versionAndRevision(Versioned found, ByteBuf out) {
        RespWriter.integer(out, found.version().number());
        RespWriter.integer(out, found.revision());
    }

    private static byte[] versionAndRevision(Versioned found) {
        ByteBuf tail = Unpooled.buffer();
        versionAndRevision(found, tail);
        return ByteBufUtil.getBytes(tail);
    }
}
