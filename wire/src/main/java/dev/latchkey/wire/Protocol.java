package dev.latchkey.wire;

/** The two dialects of RESP. A connection begins in RESP2 and changes with HELLO. */
public enum Protocol {
    RESP2(2),
    RESP3(3);

    private final int number;

    Protocol(int number) {
        this.number = number;
    }

    /** The number that HELLO takes. */
    public int number() {
        return number;
    }
}
