package dev.latchkey.check.format;

import org.jspecify.annotations.Nullable;

/**
 * How to read a history file.
 *
 * @param model the name of the model that will check the history; null to use that of the file or to detect it
 * @param failedCasMismatches whether a compare-and-set that Jepsen reports as {@code :fail} without a reason found a different
 *     value; if not, it only did not take effect
 */
public record ReadOptions(@Nullable String model, boolean failedCasMismatches) {

    /** The model is that of the file or is detected, and a failed compare-and-set only did not take effect. */
    public static final ReadOptions DEFAULT = new ReadOptions(null, false);
}
