package dev.latchkey.http.figures;

import dev.latchkey.http.message.ProblemType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The status codes of responses, at fixed positions. A code that no response is expected to have is counted as {@code other}. */
final class StatusCodes {

    private static final int[] SUCCESSES = {200, 201, 204, 304};

    private static final int[] CODES = IntStream.concat(
                    Arrays.stream(SUCCESSES),
                    Arrays.stream(ProblemType.values()).mapToInt(ProblemType::status))
            .sorted()
            .distinct()
            .toArray();

    /** The label of each position; the last one is that of all other codes. */
    static final List<String> LABELS =
            IntStream.rangeClosed(0, CODES.length).mapToObj(StatusCodes::label).toList();

    private StatusCodes() {}

    private static String label(int position) {
        return position < CODES.length ? Integer.toString(CODES[position]) : "other";
    }

    /** Returns the position of a status code. */
    static int positionOf(int status) {
        int found = Arrays.binarySearch(CODES, status);
        return found < 0 ? CODES.length : found;
    }
}
