package dev.latchkey.app;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.client.clerk.GuardedOutcome;
import dev.latchkey.client.lock.Held;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A process that holds a lock. It prints its token, and the loss of the lock. For each line of its input that says {@code held}, it
 * prints whether it still holds the lock; for one that says {@code write}, it writes a key with the guard of the lock and prints the
 * outcome.
 */
final class PausedHolder {

    static final String LOCK = "job";
    static final Key RESULT = Key.of("result");

    private PausedHolder() {}

    /** The command that starts the process. */
    static List<String> command(int port, Duration ttl) {
        List<String> words =
                new ArrayList<>(LatchkeyProcess.command(Integer.toString(port), Long.toString(ttl.toMillis())));
        words.set(words.indexOf(Main.class.getName()), PausedHolder.class.getName());
        return words;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Duration ttl = Duration.ofMillis(Long.parseLong(arguments[1]));
        try (Latchkey latchkey = Latchkey.connect("127.0.0.1:" + arguments[0])) {
            Held held = latchkey.lock(LOCK).withTtl(ttl).acquire();
            held.onLost(loss -> System.out.println("lost " + loss.name()));
            System.out.println("token " + held.token());
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                System.out.println(line.equals("held") ? "held " + held.isHeld() : write(latchkey.clerk(), held));
            }
        }
    }

    private static String write(Clerk clerk, Held held) {
        Version version = clerk.get(RESULT).map(Versioned::version).orElse(Version.NONE);
        GuardedOutcome outcome = clerk.put(RESULT, Value.of("by token " + held.token()), version, held.guard());
        return outcome.fold(
                made -> "Ok " + made,
                current -> "ErrVersion " + current,
                () -> "ErrNoKey",
                current -> "ErrGuard " + current,
                cause -> "ErrMaybe " + cause);
    }
}
