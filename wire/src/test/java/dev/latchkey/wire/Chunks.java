package dev.latchkey.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** Parses a byte stream that arrives in pieces. */
final class Chunks {

    private Chunks() {}

    /** Feeds {@code all} to a new parser; {@code nextEnd} maps the end of one piece to the end of the next. */
    static List<Parsed> parse(Limits.Frames limits, byte[] all, IntUnaryOperator nextEnd) {
        RequestParser parser = new RequestParser(limits);
        List<Parsed> found = new ArrayList<>();
        ByteBuf in = Unpooled.wrappedBuffer(all).writerIndex(0);
        while (in.writerIndex() < all.length) {
            int end = nextEnd.applyAsInt(in.writerIndex());
            in.writerIndex(Math.min(all.length, Math.max(end, in.writerIndex() + 1)));
            for (Parsed parsed = parser.next(in); parsed != null; parsed = parser.next(in)) {
                found.add(parsed);
            }
        }
        return found;
    }

    static List<Parsed> parseWhole(Limits.Frames limits, byte[] all) {
        return parse(limits, all, end -> all.length);
    }

    /** Whether both lists are equal; requests are compared by content. */
    static boolean equal(List<Parsed> one, List<Parsed> other) {
        boolean equal = one.size() == other.size();
        for (int i = 0; equal && i < one.size(); i++) {
            equal = equal(one.get(i), other.get(i));
        }
        return equal;
    }

    private static boolean equal(Parsed one, Parsed other) {
        if (one instanceof Parsed.Request a && other instanceof Parsed.Request b) {
            return Arrays.deepEquals(a.arguments(), b.arguments());
        }
        return one.equals(other);
    }

    /** The results in readable form. */
    static String describe(List<Parsed> found) {
        StringBuilder text = new StringBuilder();
        for (Parsed parsed : found) {
            text.append("\n  ")
                    .append(parsed instanceof Parsed.Request r ? Arrays.deepToString(r.arguments()) : parsed);
        }
        return text.toString();
    }
}
