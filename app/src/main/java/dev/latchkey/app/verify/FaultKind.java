package dev.latchkey.app.verify;

/** What faults are counted as. */
public enum FaultKind {
    NONE("none"),
    DELAY("delay"),
    STALL("stall"),
    CUT_BEFORE("cut-before"),
    CUT_AFTER("cut-after"),
    CUT_AMID("cut-amid"),
    REPLAY("replay"),
    SWALLOW("swallow"),
    KILL("kill");

    private final String word;

    FaultKind(String word) {
        this.word = word;
    }

    /** As it stands in histories and reports. */
    public String word() {
        return word;
    }
}
