package dev.latchkey.http.message;

/** Whether the request that a problem document answers took effect. */
public enum ProblemOutcome {
    /** The request definitely did not take effect. */
    NOT_DONE("not-done"),

    /** The request may have taken effect, or may still take effect. */
    UNKNOWN("unknown");

    private final String text;

    ProblemOutcome(String text) {
        this.text = text;
    }

    /** Returns the text in problem documents. */
    @Override
    public String toString() {
        return text;
    }
}
