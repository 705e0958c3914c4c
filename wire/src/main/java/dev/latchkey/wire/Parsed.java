package dev.latchkey.wire;

/** The result of parsing bytes from a client. */
public sealed interface Parsed {

    /** A request with at least one argument; the first is the command name. */
    @SuppressWarnings("ArrayRecordComponent") // passed through once, never compared
    record Request(byte[][] arguments) implements Parsed {}

    /** A request that is not valid RESP or exceeds a limit. The server replies with the sentence and closes the connection. */
    record Violation(String sentence) implements Parsed {}

    /**
     * A client that speaks another protocol, HTTP or TLS. The server closes the connection without a reply and discards
     * everything after this.
     */
    record OtherProtocol(String protocol) implements Parsed {}
}
