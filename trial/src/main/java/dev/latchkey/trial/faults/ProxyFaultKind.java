package dev.latchkey.trial.faults;

/** The kinds of faults, as they are counted. */
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

    /** The name used in histories and reports. */
    public String word() {
        return word;
    }
}
