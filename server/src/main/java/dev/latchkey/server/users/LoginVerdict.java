package dev.latchkey.server.users;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether a name and a secret are those of a user.
 *
 * @param account the account of the user; null if they are wrong, or if that is not known yet
 * @param check finds out, which takes long; null if it is known
 */
public record LoginVerdict(
        @Nullable Account account, @Nullable Supplier<LoginVerdict> check) {

    /** The user does not exist, or the secret is wrong. */
    public static final LoginVerdict WRONG = new LoginVerdict(null, null);

    public static LoginVerdict admitted(Account account) {
        return new LoginVerdict(account, null);
    }

    static LoginVerdict unknown(Supplier<LoginVerdict> check) {
        return new LoginVerdict(null, check);
    }
}
