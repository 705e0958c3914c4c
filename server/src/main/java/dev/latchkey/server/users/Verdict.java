package dev.latchkey.server.users;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether a name and a secret are those of a user.
 *
 * @param account the account of the user; null if they are wrong, or if that is not known yet
 * @param check finds out, which takes long; null if it is known
 */
public record Verdict(@Nullable Account account, @Nullable Supplier<Verdict> check) {

    /** The user does not exist, or the secret is wrong. */
    public static final Verdict WRONG = new Verdict(null, null);

    public static Verdict admitted(Account account) {
        return new Verdict(account, null);
    }

    static Verdict unknown(Supplier<Verdict> check) {
        return new Verdict(null, check);
    }
}
