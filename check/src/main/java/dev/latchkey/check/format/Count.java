package dev.latchkey.check.format;

/** Formats a number of things. */
final class Count {

    private Count() {}

    /** Returns for example {@code 1 operation} or {@code 2 operations}. */
    static String of(long number, String noun) {
        String plural = noun.endsWith("s") ? noun + "es" : noun + "s";
        return number + " " + (number == 1 ? noun : plural);
    }

    /** Returns for example {@code 1 line is} or {@code 2 lines are}. */
    static String are(long number, String noun) {
        return of(number, noun) + (number == 1 ? " is" : " are");
    }

    /** Returns for example {@code 1 line was} or {@code 2 lines were}. */
    static String were(long number, String noun) {
        return of(number, noun) + (number == 1 ? " was" : " were");
    }
}
