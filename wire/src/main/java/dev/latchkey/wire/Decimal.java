package dev.latchkey.wire;

import io.netty.buffer.ByteBuf;

/**
 * Parses decimal numbers in canonical form only: digits without a plus sign, leading zeros or blanks. Were several spellings of
 * a number accepted, different frames would mean the same, and parsers disagree about such frames.
 */
public final class Decimal {

    private static final int DIGITS_MAX = 19;

    private Decimal() {}

    /** Returned by {@link #parse} for bytes that are not a number of at least 0. */
    public static final long NOT_A_NUMBER = -1;

    /** Parses a number from 0 to {@link Long#MAX_VALUE}; {@link #NOT_A_NUMBER} if {@code digits} is anything else. */
    public static long parse(byte[] digits) {
        int length = digits.length;
        if (length == 0 || isNotCanonical(digits[0], length)) {
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

    /** Parses {@code length} bytes from {@code start}. Duplicates the code above because it runs for every bulk string. */
    public static long parse(ByteBuf in, int start, int length) {
        if (length == 0 || isNotCanonical(in.getByte(start), length)) {
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

    private static boolean isNotCanonical(byte first, int length) {
        return length > DIGITS_MAX || (length > 1 && first == '0');
    }

    /** Any 19 digits beyond {@link Long#MAX_VALUE} have overflowed once, to a negative number. */
    private static long orNoNumber(long number) {
        return number < 0 ? NOT_A_NUMBER : number;
    }
}
