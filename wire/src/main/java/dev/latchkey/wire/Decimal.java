package dev.latchkey.wire;

import io.netty.buffer.ByteBuf;

/**
 * Reads numbers in the one spelling they have: decimal digits, a minus where it is negative; no plus, no leading zero, no
 * space. Two spellings of one number would be two frames that mean the same, and parsers disagree about those.
 */
public final class Decimal {

    private static final int DIGITS_MAX = 19;

    private Decimal() {}

    /** What {@link #parse} returns for bytes that are not a number of at least 0; no such number is meant by anything. */
    public static final long NOT_A_NUMBER = -1;

    /** The number from 0 to {@link Long#MAX_VALUE} that all of {@code digits} spell, or {@link #NOT_A_NUMBER}. */
    public static long parse(byte[] digits) {
        int length = digits.length;
        if (length == 0 || isOddlySpelt(digits[0], length)) {
            return NOT_A_NUMBER;
        }
        long number = 0;
        for (byte b : digits) {
            int digit = b - '0';
            if (digit < 0 || digit > 9) {
                return NOT_A_NUMBER;
            }
            number = number * 10 + digit;
        }
        return orNoNumber(number);
    }

    /** The same of {@code length} bytes from {@code start} on; written out again because it runs for each bulk string. */
    public static long parse(ByteBuf in, int start, int length) {
        if (length == 0 || isOddlySpelt(in.getByte(start), length)) {
            return NOT_A_NUMBER;
        }
        long number = 0;
        for (int i = start; i < start + length; i++) {
            int digit = in.getByte(i) - '0';
            if (digit < 0 || digit > 9) {
                return NOT_A_NUMBER;
            }
            number = number * 10 + digit;
        }
        return orNoNumber(number);
    }

    private static boolean isOddlySpelt(byte first, int length) {
        return length > DIGITS_MAX || (length > 1 && first == '0');
    }

    /** What 19 digits spell beyond the largest number has wrapped once, and is negative. */
    private static long orNoNumber(long number) {
        return number < 0 ? NOT_A_NUMBER : number;
    }
}
