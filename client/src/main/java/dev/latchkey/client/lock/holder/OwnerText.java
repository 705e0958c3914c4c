package dev.latchkey.client.lock.holder;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The text by which the holder of a lock describes itself. */
public final class OwnerText {

    /** The maximum length, in bytes of UTF-8. */
    public static final int BYTES_MAX = 256;

    private OwnerText() {}

    /**
     * Returns the default: user@host, process id and program. Arguments of the program are not included, because they may contain
     * secrets.
     */
    public static String ofProcess() {
        return ofProcess(program());
    }

    /** Returns the default with another name for the program. */
    public static String ofProcess(String program) {
        String user = System.getProperty("user.name", "?");
        String text =
                user + "@" + HostName.get() + " " + ProcessHandle.current().pid() + " " + program;
        return shortened(text.replaceAll("\\p{Cntrl}", "?").strip());
    }

    private static String program() {
        String started = System.getProperty("sun.java.command", "").split(" ", 2)[0];
        Optional<String> executable = ProcessHandle.current().info().command();
        return started.isEmpty() ? executable.orElse("") : started;
    }

    private static String shortened(String text) {
        String kept = text;
        while (bytes(kept) > BYTES_MAX) {
            kept = kept.substring(0, kept.offsetByCodePoints(kept.length(), -1));
        }
        return kept;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /**
     * Returns {@code text} without surrounding spaces.
     *
     * @throws IllegalArgumentException if {@code text} is too long or contains a control character
     */
    public static String require(String text) {
        if (bytes(text) > BYTES_MAX) {
            throw new IllegalArgumentException(
                    "owner text of a lock has " + bytes(text) + " bytes: the maximum is " + BYTES_MAX);
        }
        if (text.codePoints().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("owner text of a lock contains a control character");
        }
        return text.strip();
    }
}
