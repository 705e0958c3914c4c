package dev.latchkey.wire;

import dev.latchkey.core.Command;
import dev.latchkey.core.SessionId;
import dev.latchkey.wire.verbs.CommandDecoder;
import dev.latchkey.wire.verbs.Decoded;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Decodes requests with text arguments. */
public final class Requests {

    /** The id of every session that {@link #REQUESTER} opens. */
    public static final SessionId SESSION = SessionId.parse("00112233445566778899aabbccddeeff");

    public static final String USER = "someone";

    /** The connection that sends all requests. */
    public static final Requester REQUESTER = new Requester() {
        @Override
        public String user() {
            return USER;
        }

        @Override
        public SessionId newSession() {
            return SESSION;
        }
    };

    private Requests() {}

    /** Decodes a request of {@link #REQUESTER}. */
    public static Decoded decode(byte[][] arguments) {
        return CommandDecoder.decode(arguments, REQUESTER);
    }

    public static Decoded decode(String... words) {
        return decode(Arrays.stream(words)
                .map(word -> word.getBytes(StandardCharsets.ISO_8859_1))
                .toArray(byte[][]::new));
    }

    public static Command command(String... words) {
        Decoded decoded = decode(words);
        if (decoded instanceof Decoded.ForStore store) {
            return store.command();
        }
        throw new AssertionError("not for the store: " + decoded);
    }

    /** The error reply to an invalid request. */
    public static String refusal(String... words) {
        Decoded decoded = decode(words);
        if (decoded instanceof Decoded.Wrong wrong) {
            return wrong.message();
        }
        throw new AssertionError("not refused: " + decoded);
    }
}
