package dev.latchkey.server.users;

import dev.latchkey.seams.Time;
import dev.latchkey.server.permissions.Missing;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Logs logins, refusals and administrative commands of the users of a file, one JSON object a line. Lines contain neither values nor
 * secrets. Each user has at most {@value #LINES_PER_SECOND} lines a second, so that no client can fill the log; those that are left out
 * are counted, and the number is logged. Thread-safe.
 */
public final class AuditLog {

    /** The name of the logger that receives the lines. */
    public static final String LOGGER = "dev.latchkey.audit";

    static final int LINES_PER_SECOND = 20;

    private static final long SECOND_NANOS = 1_000_000_000L;

    /** Logs nothing: the server has no users. */
    public static final AuditLog NONE = new AuditLog(null, line -> {});

    private final @Nullable Time time;
    private final Consumer<String> lines;

    /** The lines of one user in the current second. */
    private static final class Share {
        private long began;
        private int logged;
        private long omitted;
    }

    /** By the name of the user, which exists, or empty for unknown ones. Guarded by this. */
    private final Map<String, Share> shares = new TreeMap<>();

    private AuditLog(@Nullable Time time, Consumer<String> lines) {
        this.time = time;
        this.lines = lines;
    }

    /** Returns an audit log that passes its lines to {@code lines}. */
    public static AuditLog of(Time time, Consumer<String> lines) {
        return new AuditLog(time, lines);
    }

    /** Where a request comes from. */
    public record Source(String user, String address) {}

    /**
     * A client has logged in.
     *
     * @param by {@code secret} or {@code certificate}
     */
    public void login(Source source, String by) {
        log(source, "login", Map.of("by", by));
    }

    /**
     * A client could not log in.
     *
     * @param why the reason, as a sentence without a period
     */
    public void loginRefused(Source source, String why) {
        log(source, "login-refused", Map.of("reason", why));
    }

    /** A command was refused for lack of a permission. */
    public void refused(Source source, String command, Missing missing) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("command", command);
        fields.put("permission", missing.permission());
        if (missing.keys() != null) {
            fields.put("key", missing.keys());
        }
        log(source, "refused", fields);
    }

    /** A command named a session of another user. */
    public void foreignSession(Source source, String command) {
        log(source, "foreign-session", Map.of("command", command));
    }

    /**
     * A command that only administrators may run is executed.
     *
     * @param argument its first argument; empty if there is none
     */
    public void admin(Source source, String command, String argument) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("command", command);
        if (!argument.isEmpty()) {
            fields.put("argument", argument);
        }
        log(source, "admin", fields);
    }

    /** The users file was read again, or could not be. */
    public void usersRead(String outcome) {
        log(new Source("", ""), "users", Map.of("outcome", outcome));
    }

    private void log(Source source, String event, Map<String, String> fields) {
        Time clock = time;
        if (clock != null && admits(source.user(), clock)) {
            lines.accept(line(clock, source, event, fields));
        }
    }

    private synchronized boolean admits(String user, Time clock) {
        Share share = shares.computeIfAbsent(user, unused -> new Share());
        long now = clock.nanos();
        if (share.logged == 0 || now - share.began >= SECOND_NANOS) {
            share.began = now;
            share.logged = 0;
        }
        if (share.logged >= LINES_PER_SECOND) {
            share.omitted++;
            return false;
        }
        share.logged++;
        return true;
    }

    /** Logs how many lines were left out since the last call. To be called at intervals. */
    public void reportOmitted() {
        Time clock = time;
        if (clock != null) {
            takeOmitted()
                    .forEach((user, count) -> lines.accept(
                            line(clock, new Source(user, ""), "omitted", Map.of("lines", String.valueOf(count)))));
        }
    }

    private synchronized Map<String, Long> takeOmitted() {
        Map<String, Long> omitted = new TreeMap<>();
        shares.forEach((user, share) -> {
            if (share.omitted > 0) {
                omitted.put(user, share.omitted);
            }
        });
        shares.clear();
        return omitted;
    }

    private static String line(Time clock, Source source, String event, Map<String, String> fields) {
        StringBuilder line = new StringBuilder("{\"time\":")
                .append(AsciiJson.of(Instant.ofEpochMilli(clock.wallMillis()).toString()))
                .append(",\"event\":")
                .append(AsciiJson.of(event));
        Map<String, String> all = new LinkedHashMap<>();
        if (!source.user().isEmpty()) {
            all.put("user", source.user());
        }
        if (!source.address().isEmpty()) {
            all.put("address", source.address());
        }
        all.putAll(fields);
        all.forEach((name, value) ->
                line.append(',').append(AsciiJson.of(name)).append(':').append(AsciiJson.of(value)));
        return line.append('}').toString();
    }
}
