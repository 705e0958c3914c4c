package dev.latchkey.check.format;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The header of a history.
 *
 * @param model the name of the model; null if the reader has to specify it
 * @param seed the seed with which the run can be repeated
 * @param commit the commit of the code that ran
 * @param hashed values of more bytes than this are replaced by their hash; {@link #NONE_HASHED} if no value is
 * @param meta any other information
 */
public record HistoryHeader(
        @Nullable String model,
        @Nullable String seed,
        @Nullable String commit,
        long hashed,
        SortedMap<String, String> meta) {

    /** No value is replaced by its hash. */
    public static final long NONE_HASHED = Long.MAX_VALUE;

    public HistoryHeader {
        if (hashed < 0) {
            throw new IllegalArgumentException("the hashing threshold must be 0 or more, not " + hashed);
        }
        meta = Collections.unmodifiableSortedMap(new TreeMap<>(meta));
    }

    /** Returns a header that names only the model; null if the history names none. */
    public static HistoryHeader of(@Nullable String model) {
        return new HistoryHeader(model, null, null, NONE_HASHED, new TreeMap<>());
    }

    /** Returns this header with the seed of the run; null removes it. */
    public HistoryHeader seed(@Nullable String newSeed) {
        return new HistoryHeader(model, newSeed, commit, hashed, meta);
    }

    /** Returns this header with the commit of the tested software; null removes it. */
    public HistoryHeader commit(@Nullable String newCommit) {
        return new HistoryHeader(model, seed, newCommit, hashed, meta);
    }

    /** Returns this header with another hashing threshold, in bytes. */
    public HistoryHeader hashed(long bytesMax) {
        return new HistoryHeader(model, seed, commit, bytesMax, meta);
    }

    /** Returns this header with one more entry of metadata. */
    public HistoryHeader meta(String name, String value) {
        SortedMap<String, String> more = new TreeMap<>(meta);
        more.put(name, value);
        return new HistoryHeader(model, seed, commit, hashed, more);
    }
}
