package dev.latchkey.wire;

import dev.latchkey.core.KeyEvent;
import dev.latchkey.core.Prefix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event that the server pushes to a follower.
 *
 * @param prefix the prefix that is followed
 */
public record EventPush(Prefix prefix, KeyEvent event) {

    /** The first item of the push. */
    public static final String TYPE = "latchkey";

    /** The number of items of the push. */
    public static final int ITEMS = 2 + EventDecoder.FIELDS;

    /**
     * Decodes a push; returns null for one of another type, which a client ignores.
     *
     * @throws ReplyParser.NotRespException if the push is not valid; the connection is no longer usable
     */
    public static @Nullable EventPush decode(RespValue.Push push) {
        List<RespValue> items = push.items();
        if (items.isEmpty()
                || !(items.get(0) instanceof RespValue.Bulk type)
                || !type.utf8().equals(TYPE)) {
            return null;
        }
        if (items.size() != ITEMS) {
            throw new ReplyParser.NotRespException("a push of " + items.size() + " items instead of " + ITEMS);
        }
        try {
            return new EventPush(
                    Prefix.of(ReplyDecoder.bytes(items.get(1))), EventDecoder.event(items.subList(2, items.size())));
        } catch (IllegalArgumentException invalid) {
            throw new ReplyParser.NotRespException("invalid push: " + invalid.getMessage());
        }
    }
}
