package dev.latchkey.server.verbs;

import dev.latchkey.wire.RespValue;
import dev.latchkey.wire.text.ErrorCode;

/** The rules for names of connections, which HELLO and CLIENT SETNAME set. */
final class ClientName {

    private static final int CHARS_MAX = 256;

    static final RespValue REFUSAL = Replies.error(
            ErrorCode.ERR,
            "Client names cannot contain spaces, newlines or special characters, nor more than " + CHARS_MAX
                    + " characters");

    private ClientName() {}

    /** Whether {@code name} may be set; the empty name, which removes the name, may. */
    static boolean isAllowed(String name) {
        return name.length() <= CHARS_MAX && name.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }
}
