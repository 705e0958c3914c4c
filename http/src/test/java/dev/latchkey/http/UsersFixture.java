package dev.latchkey.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.latchkey.engine.Engine;
import dev.latchkey.http.guard.AllowedHosts;
import dev.latchkey.seams.ManualTime;
import dev.latchkey.seams.SystemChance;
import dev.latchkey.server.access.Credentials;
import dev.latchkey.server.access.Logins;
import dev.latchkey.server.permissions.Permissions;
import dev.latchkey.server.users.AuditLog;
import dev.latchkey.server.users.LiveUsers;
import dev.latchkey.server.users.Secret;
import dev.latchkey.server.users.SecretChecks;
import dev.latchkey.server.users.UsersException;
import dev.latchkey.wire.Limits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/** A server with users, whose generated secrets are their names. */
final class UsersFixture {

    final List<String> audit = new ArrayList<>();
    final TestServices services;
    private final HttpDoor door = new HttpDoor(new AllowedHosts(List.of()));
    private final LiveUsers users;
    private final Path file;

    UsersFixture(Path directory, SecretChecks checks, String... lines) {
        this.file = directory.resolve("users");
        write(lines);
        try {
            this.users = LiveUsers.load(file, SystemChance.seeded(1));
        } catch (UsersException e) {
            throw new AssertionError(e);
        }
        ManualTime time = new ManualTime();
        Engine engine = HttpTalk.memory(time);
        Logins logins = new Logins(Credentials.of(users), checks, AuditLog.of(time, audit::add));
        this.services = new TestServices(engine, logins, Limits.STANDARD, time);
    }

    UsersFixture(Path directory, String... lines) {
        this(directory, SecretChecks.IMMEDIATE, lines);
    }

    /** A line of the users file: a name, perhaps a secret that is not the name, and rules. */
    private static String line(String nameAndRules) {
        String name = nameAndRules.split(" ", 2)[0];
        boolean hasSecret = nameAndRules.contains(" pbkdf2:");
        return hasSecret
                ? nameAndRules
                : name + " " + Secret.ofGenerated(name).word() + nameAndRules.substring(name.length());
    }

    private void write(String... lines) {
        try {
            Files.writeString(
                    file,
                    String.join(
                                    "\n",
                                    List.of(lines).stream()
                                            .map(UsersFixture::line)
                                            .toList())
                            + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Replaces the users file, and uses it. The caller notifies the connections. */
    void change(String... lines) {
        write(lines);
        if (!users.refresh(info -> {}, warning -> {
            throw new AssertionError(warning);
        })) {
            throw new AssertionError("the users have not changed");
        }
    }

    /** What a user may do. */
    Permissions permissions(String user) {
        return Objects.requireNonNull(users.check(user.getBytes(ISO_8859_1), user.getBytes(ISO_8859_1))
                        .account())
                .permissions();
    }

    HttpTalk connect() {
        return new HttpTalk(services, door);
    }

    /** The header field by which a request is one of that user. */
    static String as(String user) {
        return as(user, user);
    }

    static String as(String user, String secret) {
        return "Authorization: Basic " + Base64.getEncoder().encodeToString((user + ":" + secret).getBytes(ISO_8859_1));
    }
}
