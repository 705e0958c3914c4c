package dev.latchkey.server.verbs;

import dev.latchkey.wire.Protocol;
import dev.latchkey.wire.RespValue;
import dev.latchkey.wire.Words;
import dev.latchkey.wire.text.ErrorCode;
import org.jspecify.annotations.Nullable;

/** The options of one HELLO: {@code [protover] [AUTH username password] [SETNAME clientname]}. Changes no state of the client. */
final class HelloRequest {

    private static final RespValue NOT_A_NUMBER =
            Replies.error(ErrorCode.ERR, "Protocol version is not an integer or out of range");
    private static final RespValue NOPROTO = Replies.error(ErrorCode.NOPROTO, "unsupported protocol version");

    private Protocol protocol;
    private @Nullable Presented presented;
    private @Nullable String name;

    /** @param current the protocol of the connection, kept if the request names none */
    HelloRequest(Protocol current) {
        this.protocol = current;
    }

    /** Reads the arguments; returns the error to answer with, or null if they are all right. */
    @Nullable
    RespValue read(byte[][] arguments) {
        RespValue error = arguments.length > 1 ? readProtocol(Replies.text(arguments[1])) : null;
        int at = 2;
        while (error == null && at < arguments.length) {
            byte[] option = arguments[at++];
            if (Words.matches(option, "AUTH") && at + 1 < arguments.length) {
                presented = new Presented(arguments[at], arguments[at + 1]);
                at += 2;
            } else if (Words.matches(option, "SETNAME") && at < arguments.length) {
                name = Replies.text(arguments[at++]);
                error = ClientName.isAllowed(name) ? null : ClientName.REFUSAL;
            } else {
                error = Replies.error(
                        ErrorCode.ERR, "Syntax error in HELLO option '" + Words.printable(Replies.text(option)) + "'");
            }
        }
        return error;
    }

    private @Nullable RespValue readProtocol(String number) {
        if (!number.matches("-?[0-9]{1,9}")) {
            return NOT_A_NUMBER;
        }
        for (Protocol known : Protocol.values()) {
            if (number.equals(Integer.toString(known.number()))) {
                protocol = known;
                return null;
            }
        }
        return NOPROTO;
    }

    Protocol protocol() {
        return protocol;
    }

    /** The name and the secret to authenticate with; null if there are none. */
    @Nullable
    Presented presented() {
        return presented;
    }

    /** The name to give the connection, empty to remove it; null to leave it as it is. */
    @Nullable
    String name() {
        return name;
    }
}
