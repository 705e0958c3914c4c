package dev.latchkey.server.talk;

import dev.latchkey.engine.Engine;
import dev.latchkey.seams.ManualTime;
import dev.latchkey.seams.SystemChance;
import dev.latchkey.server.access.Credentials;
import dev.latchkey.server.access.Logins;
import dev.latchkey.server.users.AuditLog;
import dev.latchkey.server.users.LiveUsers;
import dev.latchkey.server.users.Secret;
import dev.latchkey.server.users.SecretChecks;
import dev.latchkey.server.users.UsersException;
import dev.latchkey.server.verbs.Handlers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A server with users, whose secrets are their names. */
final class UsersFixture {

    final List<String> audit = new ArrayList<>();
    final LiveUsers users;
    private final Path file;
    private final Engine engine;
    private final Handlers handlers;

    UsersFixture(Path directory, Engine engine, SecretChecks checks, String... lines) {
        this.file = directory.resolve("users");
        this.engine = engine;
        write(lines);
        try {
            this.users = LiveUsers.load(file, SystemChance.seeded(1));
        } catch (UsersException e) {
            throw new AssertionError(e);
        }
        Logins logins = new Logins(Credentials.of(users), checks, AuditLog.of(new ManualTime(), audit::add));
        this.handlers = new Handlers(logins, engine::storeId, names -> "info", Talk.chance());
    }

    UsersFixture(Path directory, String... lines) {
        this(directory, Talk.memory(), SecretChecks.IMMEDIATE, lines);
    }

    /** A line of the users file: a name and rules. */
    private static String line(String nameAndRules) {
        String name = nameAndRules.split(" ", 2)[0];
        return name + " " + Secret.ofGenerated(name).word() + nameAndRules.substring(name.length());
    }

    private void write(String... lines) {
        writeText(String.join(
                        "\n", List.of(lines).stream().map(UsersFixture::line).toList()) + "\n");
    }

    private void writeText(String content) {
        try {
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Replaces the users file, and uses it. The caller notifies the connections. */
    void change(String... lines) {
        write(lines);
        refresh();
    }

    /** As {@link #change}, with the whole content of the file. */
    void changeTo(String content) {
        writeText(content);
        refresh();
    }

    private void refresh() {
        if (!users.refresh(info -> {}, warning -> {
            throw new AssertionError(warning);
        })) {
            throw new AssertionError("the users have not changed");
        }
    }

    /** A connection that has not authenticated. */
    Talk connect() {
        return Talk.withHandlers(engine, handlers);
    }

    /** A connection in RESP3 that is authenticated as a user. */
    Talk connect(String user) {
        Talk talk = connect();
        String reply = talk.ask("HELLO", "3", "AUTH", user, user);
        if (!reply.startsWith("%")) {
            throw new AssertionError(user + " cannot log in: " + reply);
        }
        return talk;
    }
}
