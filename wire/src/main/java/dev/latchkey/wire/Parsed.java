package dev.latchkey.wire;

/** What the bytes from a client turned out to be. */
public sealed interface Parsed {

    /** One request: at least one argument, the first of them the command's name. */
    @SuppressWarnings("ArrayRecordComponent") // handed through once, never compared
    record Request(byte[][] arguments) implements Parsed {}

    /** Not RESP, or beyond a limit: the sentence is answered and the connection closed. */
    record Violation(String sentence) implements Parsed {}

    /** Somebody who does not speak RESP at all: the connection is closed unanswered, and all behind this is discarded. */
    record Foreigner(String whatItSpeaks) implements Parsed {}
}
