package dev.latchkey.http.message;

/** Integers in requests: decimal digits without a sign, spaces or leading zeros. */
public final class Digits {

    private static final int DIGITS_MAX = 19;

    private Digits() {}

    /** Returns the number, or -1 if {@code text} is not one. */
    public static long parseOrNegative(String text) {
        boolean plain = !text.isEmpty()
                && text.length() <= DIGITS_MAX
                && text.chars().allMatch(c -> c >= '0' && c <= '9')
                && (text.length() == 1 || text.charAt(0) != '0');
        if (!plain) {
            return -1;
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return -1; // why: 19 digits can exceed the range
        }
    }

    /**
     * Returns the number.
     *
     * @throws ProblemException if it is not one of {@code least} to {@code most}
     */
    public static long parse(String name, String text, long least, long most) {
        long number = parseOrNegative(text);
        if (number < least || number > most) {
            throw ProblemException.invalid(name + " must be an integer from " + least + " to " + most);
        }
        return number;
    }
}
