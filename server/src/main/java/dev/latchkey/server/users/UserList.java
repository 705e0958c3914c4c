package dev.latchkey.server.users;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The content of a users file: one user a line; empty lines and lines that begin with {@code #} say nothing. Immutable. */
final class UserList {

    private static final int USERS_MAX = 10_000;

    private final Map<String, User> byName;
    private final Map<CertificateName, String> byCertificate = new HashMap<>();

    private UserList(Map<String, User> byName) throws UsersException {
        this.byName = byName;
        for (User user : byName.values()) {
            for (CertificateName name : user.certificates()) {
                String other = byCertificate.put(name, user.name());
                if (other != null) {
                    throw new UsersException("users " + other + " and " + user.name()
                            + " have the same certificate name " + name.kind());
                }
            }
        }
    }

    /** @throws UsersException if a line is not valid, with its number */
    static UserList parse(byte[] content) throws UsersException {
        Map<String, User> byName = new LinkedHashMap<>();
        int number = 0;
        for (String line : text(content).split("\r?\n", -1)) {
            number++;
            if (isUser(line)) {
                User user = parse(line, number);
                if (byName.put(user.name(), user) != null) {
                    throw new UsersException("line " + number + ": user " + user.name() + " is defined twice");
                }
            }
        }
        if (byName.isEmpty() || byName.size() > USERS_MAX) {
            throw new UsersException("it has " + byName.size() + " users instead of 1 to " + USERS_MAX);
        }
        return new UserList(byName);
    }

    /** Whether a line of a users file defines a user. */
    static boolean isUser(String line) {
        return !line.isBlank() && !line.startsWith("#");
    }

    private static User parse(String line, int number) throws UsersException {
        try {
            return UserLine.parse(line);
        } catch (IllegalArgumentException e) {
            throw new UsersException("line " + number + ": " + e.getMessage(), e);
        }
    }

    private static String text(byte[] content) throws UsersException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new UsersException("it is not valid UTF-8", e);
        }
    }

    Collection<User> users() {
        return byName.values();
    }

    @Nullable
    User find(String name) {
        return byName.get(name);
    }

    /** The names of the users whose lines have one of {@code names}. */
    Set<String> withCertificate(List<CertificateName> names) {
        List<String> found = new ArrayList<>();
        for (CertificateName name : names) {
            String user = byCertificate.get(name);
            if (user != null) {
                found.add(user);
            }
        }
        return new TreeSet<>(found);
    }

    /** Whether the secret of any user takes long to check. */
    boolean hasSlowSecrets() {
        return byName.values().stream().anyMatch(user -> user.secret().isSlow());
    }
}
