package dev.latchkey.app.network;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Cuts a stream of RESP, of either direction, into whole values, and leaves their bytes as they are. */
final class Frame {

    private Frame() {}

    /** The bytes of the next value. */
    static byte[] read(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        read(in, bytes);
        return bytes.toByteArray();
    }

    static boolean isHello(byte[] request) {
        return new String(request, StandardCharsets.ISO_8859_1).contains("HELLO");
    }

    private static void read(InputStream in, ByteArrayOutputStream bytes) throws IOException {
        String line = readLine(in, bytes);
        char type = line.charAt(0);
        if (type == '$' && !line.equals("$-1")) {
            copy(in, bytes, Integer.parseInt(line.substring(1)) + 2);
        } else if (type == '*' || type == '%') {
            int items = Integer.parseInt(line.substring(1)) * (type == '%' ? 2 : 1);
            for (int i = 0; i < items; i++) {
                read(in, bytes);
            }
        }
    }

    private static String readLine(InputStream in, ByteArrayOutputStream bytes) throws IOException {
        StringBuilder line = new StringBuilder();
        while (line.length() == 0 || line.charAt(line.length() - 1) != '\n') {
            int next = in.read();
            if (next < 0) {
                throw new EOFException();
            }
            bytes.write(next);
            line.append((char) next);
        }
        return line.substring(0, line.length() - 2);
    }

    private static void copy(InputStream in, ByteArrayOutputStream bytes, int count) throws IOException {
        byte[] read = in.readNBytes(count);
        bytes.write(read);
        if (read.length < count) {
            throw new EOFException();
        }
    }
}
