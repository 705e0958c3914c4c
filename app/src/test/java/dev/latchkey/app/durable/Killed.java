package dev.latchkey.app.durable;

/** The process has died. Why an error: no code may catch it and continue. */
final class Killed extends Error {

    private static final long serialVersionUID = 1L;

    Killed(String point) {
        super(point);
    }
}
