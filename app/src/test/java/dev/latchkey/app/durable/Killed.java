package dev.latchkey.app.durable;

/** The process has died. Why an error: nothing in the program may take it for something that it can go on from. */
final class Killed extends Error {

    private static final long serialVersionUID = 1L;

    Killed(String point) {
        super(point);
    }
}
