package dev.latchkey.log.files;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** Whose log it is: 128 random bits, made with the first segment. */
public record NodeId(long high, long low) {

    /** Of a file that belongs to no log. */
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
