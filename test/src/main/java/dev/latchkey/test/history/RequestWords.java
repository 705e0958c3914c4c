package dev.latchkey.test.history;

import dev.latchkey.wire.Limits;
import dev.latchkey.wire.Parsed;
import dev.latchkey.wire.RequestParser;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A request of a client, as words. */
public final class RequestWords {

    private static final byte[][] NONE = new byte[0][];

    /** Where the words of the step of a ONCE begin: after the session, the number, and the acknowledged number. */
    private static final int STEP_AT = 4;

    /** Where the options of a PUT begin, counted from its verb. */
    private static final int OPTIONS_AT = 4;

    /** The commands that read or write keys. Those by which a client keeps its sessions are not among them. */
    private static final Set<String> OF_KEYS =
            Set.of("GET", "GETV", "PUT", "DEL", "LIST", "HISTORY", "CHANGES", "TXN", "EXEC");

    private final byte[][] words;

    private RequestWords(byte[][] words) {
        this.words = words;
    }

    /** Parses the bytes of one request; a request that is not valid has no words. */
    public static RequestWords of(byte[] bytes) {
        Parsed parsed = new RequestParser(Limits.STANDARD.frames()).next(Unpooled.wrappedBuffer(bytes));
        return new RequestWords(parsed instanceof Parsed.Request request ? request.arguments() : NONE);
    }

    /** The number of words. */
    public int size() {
        return words.length;
    }

    /** The bytes of the word at {@code at}. */
    public byte[] bytes(int at) {
        return words[at];
    }

    /** The word at {@code at}; empty if there is none. */
    public String word(int at) {
        return at < words.length ? new String(words[at], StandardCharsets.ISO_8859_1) : "";
    }

    /** The word at {@code at} in upper case. */
    public String upper(int at) {
        return word(at).toUpperCase(Locale.ROOT);
    }

    /** The verb. */
    public String verb() {
        return upper(0);
    }

    boolean isOnce() {
        return verb().equals("ONCE");
    }

    /** Where the words of the command begin that reads or writes keys: that of the step, if the request is a ONCE. */
    public int commandAt() {
        return isOnce() ? STEP_AT : 0;
    }

    /** The word after {@code name}, among the words after the key, value and version of a PUT. */
    public Optional<String> option(String name) {
        for (int at = commandAt() + OPTIONS_AT; at + 1 < words.length; at++) {
            if (upper(at).equals(name)) {
                return Optional.of(word(at + 1));
            }
        }
        return Optional.empty();
    }

    /** Whether the request has the verb, as a command, as the step of a ONCE, or as the second word of SESSION. */
    public boolean isNamed(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return verb().equals(upper)
                || (isOnce() && upper(STEP_AT).equals(upper))
                || (verb().equals("SESSION") && upper(1).equals(upper));
    }

    /** Whether the request reads or writes keys. */
    public boolean isOfKeys() {
        return OF_KEYS.contains(upper(commandAt()));
    }
}
