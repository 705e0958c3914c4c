package dev.latchkey.wire;

/** The RESP versions. A connection starts in RESP2 and switches with HELLO. */
public enum Protocol {
    RESP2(2),
    RESP3(3);

    private final int number;

    Protocol(int number) {
        this.number = number;
    }

    /** The version number, as in HELLO. */
    public int number() {
        return number;
    }
}
