package dev.latchkey.server.stats;

import dev.latchkey.wire.text.ErrorCode;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The outcome of a request, for statistics: a reply, an error reply with a known code, or no reply. There is a fixed number of outcomes,
 * whatever the text of an error reply is.
 */
public final class Outcome {

    /** The reply is not an error. A null is such a reply, too. */
    public static final Outcome OK = new Outcome(0, "ok");

    /** The server cannot know whether the command took effect, so it has closed the connection without a reply. */
    public static final Outcome LOST = new Outcome(1, "lost");

    /** An error reply with a code that {@link ErrorCode} does not list. */
    static final Outcome OTHER = new Outcome(2, "other");

    /** Every outcome, at its index. */
    static final List<Outcome> ALL = all();

    private static final int FIRST_CODE = OTHER.index + 1;

    final int index;
    private final String label;

    /** The code in a reply; empty if there is none. */
    private final byte[] code;

    private Outcome(int index, String label, byte... code) {
        this.index = index;
        this.label = label;
        this.code = code;
    }

    private static List<Outcome> all() {
        List<Outcome> all = new ArrayList<>(List.of(OK, LOST, OTHER));
        for (ErrorCode code : ErrorCode.values()) {
            all.add(new Outcome(all.size(), code.name(), code.name().getBytes(StandardCharsets.US_ASCII)));
        }
        return List.copyOf(all);
    }

    /** The outcome that the RESP value at {@code start} reports. */
    public static Outcome of(ByteBuf reply, int start) {
        if (reply.getByte(start) != '-') {
            return OK;
        }
        for (int index = FIRST_CODE; index < ALL.size(); index++) {
            if (ALL.get(index).isAt(reply, start + 1)) {
                return ALL.get(index);
            }
        }
        return OTHER;
    }

    private boolean isAt(ByteBuf reply, int start) {
        if (reply.writerIndex() <= start + code.length) {
            return false;
        }
        for (int at = 0; at < code.length; at++) {
            if (reply.getByte(start + at) != code[at]) {
                return false;
            }
        }
        byte after = reply.getByte(start + code.length);
        return after == ' ' || after == '\r';
    }

    /** Whether the reply is an error reply. */
    public boolean isError() {
        return this != OK && this != LOST;
    }

    /** The name in INFO and in metrics: {@code ok}, {@code lost}, {@code other}, or an error code. */
    public String label() {
        return label;
    }
}
