package dev.latchkey.check.format;

/**
 * A value that is not displayed in full, because it is not text or is long. Two values are equal if their payloads are.
 *
 * @param payload a {@link Payload}
 */
record OpaqueValue(String payload) {

    private static final int SHOWN_LENGTH_MAX = 200;

    /** Returns the payload itself if it is short, plain text. */
    static Object of(String payload) {
        boolean isPlain = payload.length() <= SHOWN_LENGTH_MAX && (payload.isEmpty() || payload.charAt(0) != 0);
        return isPlain ? payload : new OpaqueValue(payload);
    }

    @Override
    public String toString() {
        String shown = Payload.shown(payload);
        return shown.length() <= SHOWN_LENGTH_MAX
                ? shown
                : shown.substring(0, SHOWN_LENGTH_MAX) + "... (" + shown.length() + " characters)";
    }
}
