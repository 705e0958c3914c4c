package dev.latchkey.client.lock.waiting;

import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The keys of the tickets of one queue: {@code <kind>/<name>/<id>}, and the mode after a hyphen unless it is exclusive. */
public final class TicketKeys {

    /** The maximum length of the name of a queue, in bytes of UTF-8. */
    public static final int NAME_BYTES_MAX = 960;

    private static final Pattern END = Pattern.compile("([0-9a-f]{32})(?:-([a-z0-9]+))?");

    private final String start;

    /**
     * @param kind the first part of the keys
     * @throws IllegalArgumentException if the name is longer than {@value #NAME_BYTES_MAX} bytes
     */
    public TicketKeys(String kind, String name) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > NAME_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "lock name has " + bytes + " bytes: with a queue, a name has 1 to " + NAME_BYTES_MAX + " bytes");
        }
        this.start = kind + "/" + name + "/";
    }

    /** The key of the ticket {@code id}, which has 32 hexadecimal digits. */
    public Key key(String id, TicketMode mode) {
        return Key.of(start + id + (mode.word().isEmpty() ? "" : "-" + mode.word()));
    }

    Prefix prefix() {
        return Prefix.of(start);
    }

    /** The mode of the ticket with that key; empty if it is a key of something else, such as a queue with a longer name. */
    Optional<TicketMode> modeOf(Key key) {
        if (!key.startsWith(prefix())) {
            return Optional.empty();
        }
        Matcher end = END.matcher(key.utf8().substring(start.length()));
        if (!end.matches()) {
            return Optional.empty();
        }
        String word = end.group(2);
        return TicketMode.parse(word == null ? "" : word);
    }
}
