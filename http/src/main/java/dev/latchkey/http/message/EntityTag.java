package dev.latchkey.http.message;

import dev.latchkey.core.StoreId;
import dev.latchkey.core.Version;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entity tag (RFC 9110, section 8.8.3).
 *
 * @param opaque the text between the quotation marks
 */
public record EntityTag(boolean weak, String opaque) {

    private static final int STORE_DIGITS = 8;

    /** Returns the strong tag of a version: the version and the first 8 hex digits of the store id, because versions begin again in another store. */
    public static EntityTag of(Version version, StoreId store) {
        return new EntityTag(false, version + "-" + digits(store));
    }

    private static String digits(StoreId store) {
        return store.toString().substring(0, STORE_DIGITS);
    }

    /** Returns the version that a strong tag of {@code store} stands for; null if it is any other tag. */
    public @Nullable Version versionIn(StoreId store) {
        int dash = opaque.indexOf('-');
        if (weak || dash < 0 || !opaque.substring(dash + 1).equals(digits(store))) {
            return null;
        }
        long number = Digits.parseOrNegative(opaque.substring(0, dash));
        return number < 1 ? null : Version.of(number);
    }

    /** Compares two tags regardless of whether they are weak. */
    public boolean matchesWeakly(EntityTag other) {
        return opaque.equals(other.opaque);
    }

    /**
     * Parses a list of tags, as in {@code If-None-Match}.
     *
     * @throws ProblemException if it is not a list of tags
     */
    public static List<EntityTag> parseList(String field, String text) {
        List<EntityTag> tags = new ArrayList<>();
        int at = 0;
        do {
            at = skipSpaces(text, at);
            int open = text.startsWith("W/", at) ? at + 2 : at;
            int close = open < text.length() && text.charAt(open) == '"' ? text.indexOf('"', open + 1) : -1;
            if (close < 0) {
                throw ProblemException.invalid(field + " must be entity tags in quotation marks, as in \"3-8f14e45f\"");
            }
            tags.add(new EntityTag(open > at, text.substring(open + 1, close)));
            at = skipSpaces(text, close + 1);
            if (at < text.length() && text.charAt(at) != ',') {
                throw ProblemException.invalid(field + " has text after an entity tag");
            }
        } while (at++ < text.length());
        return tags;
    }

    private static int skipSpaces(String text, int from) {
        int at = from;
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
        return at;
    }

    /** Returns the tag as it is written in a header field. */
    @Override
    public String toString() {
        return (weak ? "W/" : "") + '"' + opaque + '"';
    }
}
