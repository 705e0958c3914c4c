package dev.latchkey.log.files;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** Identifies the node that owns a log: 128 random bits, generated with its first segment. */
public record NodeId(long high, long low) {

    /** The id in files that do not belong to a log. */
    public static final NodeId NONE = new NodeId(0, 0);

    public static NodeId draw(RandomGenerator chance) {
        return new NodeId(chance.nextLong(), chance.nextLong());
    }

    /** 32 hex digits. */
    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
    }
}
