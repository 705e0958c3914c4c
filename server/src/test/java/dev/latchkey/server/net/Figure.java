package dev.latchkey.server.net;

/** Prints measured figures to the log of a test run. */
final class Figure {

    private Figure() {}

    @SuppressWarnings("SystemOut") // the log of a test run is its standard output
    static void show(String what, Object figure) {
        System.out.println("figure: " + what + ": " + figure);
    }
}
