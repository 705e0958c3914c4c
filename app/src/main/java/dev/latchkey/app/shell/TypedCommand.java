package dev.latchkey.app.shell;

import dev.latchkey.wire.Decimal;
import dev.latchkey.wire.InlineLine;
import dev.latchkey.wire.Words;
import dev.latchkey.wire.verbs.Verb;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line that was typed, split into words by the rules of inline requests.
 *
 * @param words the words; none for an empty line
 */
record TypedCommand(List<byte[]> words) {

    /** The maximum number of words. The server accepts fewer. */
    private static final int WORDS_MAX = 1_048_576;

    /** A line with an unclosed quote that begins with a command that takes a password. */
    private static final Pattern UNFINISHED_SECRET =
            Pattern.compile("\\s*[\"']?(?:AUTH|HELLO)\\b", Pattern.CASE_INSENSITIVE);

    private static final long BLOCK_MILLIS_MAX = 60_000;

    /** Splits a line; null if a quote is not closed. */
    static @Nullable TypedCommand of(byte[] line) {
        List<byte[]> words = InlineLine.of(line.clone()).words(WORDS_MAX);
        return words == null ? null : new TypedCommand(words);
    }

    boolean isEmpty() {
        return words.isEmpty();
    }

    /** Whether the first word is this name, in any case. */
    boolean isNamed(String name) {
        return !isEmpty() && Words.matches(words.get(0), name);
    }

    /** Whether a line contains a password or may contain one; such a line is not kept. */
    static boolean isSecret(String line) {
        TypedCommand command = of(line.getBytes(StandardCharsets.UTF_8));
        return command == null
                ? UNFINISHED_SECRET.matcher(line).lookingAt()
                : command.isNamed("AUTH") || command.isNamed("HELLO");
    }

    /** Whether the store may have been changed if no reply arrives. A command that this version does not know may change it. */
    boolean mayWrite() {
        Verb verb = isEmpty() ? null : Verb.find(words.get(0));
        return !isEmpty() && (verb == null || verb == Verb.EXEC || verb.effect().isWrite());
    }

    /** How long the command itself waits at most, which is as long as CHANGES is told to. */
    Duration blocksMax() {
        for (int i = 1; isNamed("CHANGES") && i < words.size() - 1; i++) {
            if (Words.matches(words.get(i), "BLOCK")) {
                return Duration.ofMillis(Math.max(0, Math.min(BLOCK_MILLIS_MAX, Decimal.parse(words.get(i + 1)))));
            }
        }
        return Duration.ZERO;
    }
}
