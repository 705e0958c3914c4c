package dev.latchkey.wire;

import io.netty.buffer.ByteBuf;

/**
 * Reads numbers in the one spelling they have: decimal digits, a minus where it is negative; no plus, no leading zero, no
 * space. Two spellings of one number would be two frames that mean the same, and parsers disagree about those.
 */
final class Decimal {

    private Decimal() {}

    /** What {@link #parse} returns for bytes that are not a number of at least 0; no such number is meant by anything. */
    static final long NOT_A_NUMBER = -1;

    /** The number from 0 to {@link Long#MAX_VALUE} that all of {@code digits} spell, or {@link #NOT_A_NUMBER}. */
    static long parse(byte[] digits) {
        return parse(digits.length, i -> digits[i]);
    }

    /** The same of {@code length} bytes from {@code start} on. */
    static long parse(ByteBuf in, int start, int length) {
        if (length == 1) {
            int digit = in.getByte(start) - '0';
            return digit >= 0 && digit <= 9 ? digit : NOT_A_NUMBER;
        }
        return parse(length, i -> in.getByte(start + i));
    }

    private interface Bytes {
        byte at(int index);
    }

    private static long parse(int length, Bytes digits) {
        if (length < 1 || length > 19 || (length > 1 && digits.at(0) == '0')) {
            return NOT_A_NUMBER;
        }
        long number = 0;
        for (int i = 0; i < length; i++) {
            int digit = digits.at(i) - '0';
            if (digit < 0 || digit > 9) {
                return NOT_A_NUMBER;
            }
            number = number * 10 + digit;
        }
        return number < 0 ? NOT_A_NUMBER : number;
    }
}
