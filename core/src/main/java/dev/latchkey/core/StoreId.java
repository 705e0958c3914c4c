package dev.latchkey.core;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * Names one life of a store: 128 random bits, new with every start of a memory engine and every restore of a backup. All
 * promises about versions and revisions hold within one store id.
 */
public record StoreId(long high, long low) {

    private static final int DIGITS = 32;

    /** A new id; {@code chance} should be a secure source, so that no two stores ever share one. */
    public static StoreId draw(RandomGenerator chance) {
        return new StoreId(chance.nextLong(), chance.nextLong());
    }

    /** The id that {@link #toString} wrote. */
    public static StoreId parse(String hex) {
        if (hex.length() != DIGITS) {
            throw new IllegalArgumentException("store id has " + hex.length() + " characters: it has 32 hex digits");
        }
        return new StoreId(
                HexFormat.fromHexDigitsToLong(hex, 0, DIGITS / 2),
                HexFormat.fromHexDigitsToLong(hex, DIGITS / 2, DIGITS));
    }

    /** 32 hex digits. */
    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
    }
}
