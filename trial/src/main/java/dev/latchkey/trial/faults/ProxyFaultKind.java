package dev.latchkey.trial.faults;

/** What faults are counted as. */
public enum ProxyFaultKind {
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

    ProxyFaultKind(String word) {
        this.word = word;
    }

    /** As it stands in histories and reports. */
    public String word() {
        return word;
    }
}
