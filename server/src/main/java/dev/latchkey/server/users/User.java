package dev.latchkey.server.users;

import dev.latchkey.server.permissions.Grant;
import dev.latchkey.server.permissions.Permissions;
import java.util.List;

/**
 * One line of a users file.
 *
 * @param name 1 to {@value #NAME_CHARS_MAX} letters, digits and {@code . _ - @}
 * @param certificates the names in certificates by which the user logs in
 * @param grants the permissions for keys and locks
 * @param admin whether the user may run commands about the server and the whole store
 */
public record User(
        String name,
        Secret secret,
        List<CertificateName> certificates,
        List<Grant> grants,
        boolean admin,
        UserLimits limits) {

    /** The longest name, which is also the longest that sessions and events store. */
    static final int NAME_CHARS_MAX = 64;

    public User {
        certificates = List.copyOf(certificates);
        grants = List.copyOf(grants);
    }

    /** Returns whether the user logs in as {@code other} does, so that a login as the other is one as this user. */
    boolean logsInAs(User other) {
        return name.equals(other.name)
                && secret.word().equals(other.secret.word())
                && certificates.equals(other.certificates);
    }

    Permissions permissions() {
        return Permissions.of(grants, admin);
    }

    /** Reveals no secret. */
    @Override
    public String toString() {
        return name;
    }
}
