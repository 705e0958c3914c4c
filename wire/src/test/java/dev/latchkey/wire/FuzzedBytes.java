package dev.latchkey.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Generates valid and invalid request streams for a parser from a seed. It reuses one buffer for all streams, for speed.
 *
 * <p>Half of the streams are valid requests only. The others are valid requests with random corruption, frames with wrong
 * counts and lengths, inline requests full of quotes, and noise.
 */
final class FuzzedBytes {

    private static final byte[] NOISE =
            ascii("*$*$0123456789--+\r\n\r\n\r\n \t\"'\\xafn:%_\0\u0016POSTHTTP/GETpostget");
    private static final byte[] QUOTED = ascii("  abc\"\"''\\\\xX4gnrt09AF\0\r\t");
    private static final String[] ODD_COUNTS = {
        "-1",
        "-0",
        "0",
        "-10",
        "00",
        "01",
        "+1",
        " 1",
        "1 ",
        "",
        "-",
        "2147483648",
        "4294967297",
        "9223372036854775807",
        "9223372036854775808",
        "18446744073709551616",
        "99999999999999999999",
        "-9223372036854775808",
        "1e3",
        "0x1",
        "11111111111111111111111111111111111111",
        "9",
        "65",
        "101",
        "1025",
        "1048577"
    };
    private static final String[] ODD_LINES = {
        "GET / HTTP/1.1",
        "POST / x",
        "pOsT",
        "Host: x",
        "GET key",
        "\"POST\" x",
        "get HTTP/ x",
        "x: HTTP",
        "'GET' HTTP/2\t"
    };

    private final SplittableRandom random;
    private byte[] bytes = new byte[4_096];
    private int length;

    FuzzedBytes(SplittableRandom random) {
        this.random = random;
    }

    /** The next stream. */
    byte[] next() {
        length = 0;
        switch (random.nextInt(10)) {
            case 0 -> noise(1 + random.nextInt(48));
            case 1, 2 -> invalidFrames();
            case 3, 4 -> corruptedFrames();
            default -> frames(1 + random.nextInt(40));
        }
        return Arrays.copyOf(bytes, length);
    }

    private void frames(int count) {
        for (int i = 0; i < count; i++) {
            if (random.nextInt(8) == 0) {
                line();
            } else {
                array();
            }
        }
    }

    private void corruptedFrames() {
        frames(1 + random.nextInt(16));
        for (int i = random.nextInt(3); i >= 0 && length > 0; i--) {
            int at = random.nextInt(length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = noiseByte();
                case 2 -> {
                    System.arraycopy(bytes, at + 1, bytes, at, length - at - 1);
                    length--;
                }
                default -> {
                    put((byte) 0);
                    System.arraycopy(bytes, at, bytes, at + 1, length - at - 1);
                    bytes[at] = noiseByte();
                }
            }
        }
    }

    private void invalidFrames() {
        frames(random.nextInt(3));
        switch (random.nextInt(5)) {
            case 0 -> put("*" + oddCount() + "\r\n");
            case 1 -> put("*2\r\n$3\r\nGET\r\n$" + oddCount() + "\r\nkey\r\n");
            case 2 -> put(ODD_LINES[random.nextInt(ODD_LINES.length)] + "\r\n");
            case 3 -> {
                for (int i = random.nextInt(120); i >= 0; i--) {
                    put(QUOTED[random.nextInt(QUOTED.length)]);
                }
            }
            default -> {
                put("*" + (1 + random.nextInt(3)) + "\r\n$" + random.nextInt(4) + "\r\n");
                noise(random.nextInt(8));
            }
        }
        frames(random.nextInt(3));
    }

    private String oddCount() {
        return ODD_COUNTS[random.nextInt(ODD_COUNTS.length)];
    }

    private void array() {
        int arguments = random.nextInt(16) == 0 ? 0 : 1 + random.nextInt(4);
        put('*');
        put((byte) ('0' + arguments));
        endOfLine();
        for (int i = 0; i < arguments; i++) {
            int size = random.nextInt(14);
            put('$');
            if (size >= 10) {
                put('1');
            }
            put((byte) ('0' + size % 10));
            endOfLine();
            for (int j = 0; j < size; j++) {
                put((byte) random.nextInt(256));
            }
            endOfLine();
        }
    }

    private void line() {
        put("\n \rg".charAt(random.nextInt(4)));
        for (int i = random.nextInt(20); i >= 0; i--) {
            put((byte) "get put 1 a b c d".charAt(random.nextInt(17)));
        }
        if (random.nextInt(4) == 0) {
            put(random.nextBoolean() ? " \"a b\\x41\\n\"" : " 'c \\' d'");
        }
        endOfLine();
    }

    private void noise(int size) {
        for (int i = 0; i < size; i++) {
            put(random.nextInt(4) == 0 ? (byte) random.nextInt(256) : noiseByte());
        }
    }

    private byte noiseByte() {
        return NOISE[random.nextInt(NOISE.length)];
    }

    private void endOfLine() {
        put('\r');
        put('\n');
    }

    private void put(String text) {
        for (int i = 0; i < text.length(); i++) {
            put(text.charAt(i));
        }
    }

    private void put(char c) {
        put((byte) c);
    }

    private void put(byte b) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * length);
        }
        bytes[length++] = b;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
