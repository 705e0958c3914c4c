package dev.latchkey.wire;

import dev.latchkey.core.Prefix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The push with which a server ends a follow that it may no longer deliver. No further event of that follow is pushed.
 *
 * @param prefix the prefix that was followed
 * @param error why, as an error line that begins with a code
 */
public record FollowEnd(Prefix prefix, String error) {

    /** The first item of the push. */
    public static final String TYPE = "latchkey-end";

    private static final int ITEMS = 3;

    /** Returns the push. */
    public RespValue.Push encode() {
        return new RespValue.Push(
                List.of(RespValue.Bulk.of(TYPE), new RespValue.Bulk(prefix.toBytes()), RespValue.Bulk.of(error)));
    }

    /**
     * Decodes a push; returns null for one of another type.
     *
     * @throws ReplyParser.NotRespException if the push is not valid; the connection is no longer usable
     */
    public static @Nullable FollowEnd decode(RespValue.Push push) {
        List<RespValue> items = push.items();
        if (items.isEmpty()
                || !(items.get(0) instanceof RespValue.Bulk type)
                || !type.utf8().equals(TYPE)) {
            return null;
        }
        if (items.size() != ITEMS || !(items.get(2) instanceof RespValue.Bulk error)) {
            throw new ReplyParser.NotRespException("a push that ends a follow has a prefix and an error");
        }
        try {
            return new FollowEnd(Prefix.of(ReplyDecoder.bytes(items.get(1))), error.utf8());
        } catch (IllegalArgumentException invalid) {
            throw new ReplyParser.NotRespException("invalid push: " + invalid.getMessage());
        }
    }
}
