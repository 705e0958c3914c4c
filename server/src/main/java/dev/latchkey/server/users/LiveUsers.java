package dev.latchkey.server.users;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The users of a server, which are read again from their file when it changes. Thread-safe. */
public final class LiveUsers {

    /** What a name that does not exist is compared with, so that the time does not reveal that. */
    private static final Secret NOBODY = new Secret.Digest(new byte[32]);

    private static final byte[] NOBODYS_SALT = new byte[16];

    private final Path path;
    private final KeyedHash hash;
    private final ReentrantLock loading = new ReentrantLock();

    /** The users and their accounts as of one reading. */
    private record Loaded(UserList list, Map<String, Account> accounts) {}

    private volatile Loaded loaded;

    /** The content that was used last or could not be used, or why it could not be read. Guarded by {@link #loading}. */
    private Reading seen;

    /** What {@link #poll} has read last. Guarded by {@link #loading}. */
    private Reading polled;

    private LiveUsers(Path path, KeyedHash hash, byte[] content, UserList list) {
        this.path = path;
        this.hash = hash;
        this.seen = new Reading(content, "");
        this.polled = seen;
        this.loaded = new Loaded(list, accounts(list, Map.of()));
    }

    /**
     * Reads the users from their file.
     *
     * @param chance a secure source
     * @throws UsersException if the file cannot be used, with its name and the reason
     */
    public static LiveUsers load(Path path, RandomGenerator chance) throws UsersException {
        try {
            byte[] content = UsersFile.read(path);
            return new LiveUsers(path, new KeyedHash(chance), content, UserList.parse(content));
        } catch (UsersException e) {
            throw new UsersException("users file '" + path + "': " + e.getMessage(), e);
        }
    }

    /** The accounts of {@code list}: a user that logs in as before keeps its account. */
    private static Map<String, Account> accounts(UserList list, Map<String, Account> before) {
        Map<String, Account> accounts = new HashMap<>();
        for (User user : list.users()) {
            Account kept = before.get(user.name());
            accounts.put(user.name(), kept == null ? Account.of(user) : kept);
        }
        return accounts;
    }

    /** The content of the file, or the reason why it could not be read. */
    @SuppressWarnings("ArrayRecordComponent") // compared by isSame only
    private record Reading(byte[] content, String failure) {

        static Reading of(Path path) {
            try {
                return new Reading(UsersFile.read(path), "");
            } catch (UsersException e) {
                return new Reading(new byte[0], String.valueOf(e.getMessage()));
            }
        }

        boolean isSame(Reading other) {
            return Arrays.equals(content, other.content) && failure.equals(other.failure);
        }

        UserList parse() throws UsersException {
            if (!failure.isEmpty()) {
                throw new UsersException(failure);
            }
            return UserList.parse(content);
        }
    }

    /**
     * Reads the file, and uses it if it has changed. If it cannot be used, the previous users stay. Blocks while it reads. Returns whether
     * the users have changed; connections whose {@link Account#isRevoked account is revoked} must be closed then.
     *
     * @param info receives a sentence if the users have changed
     * @param warning receives a sentence if the file cannot be used, once for the same content
     */
    public boolean refresh(Consumer<String> info, Consumer<String> warning) {
        loading.lock();
        try {
            return use(Reading.of(path), info, warning);
        } finally {
            loading.unlock();
        }
    }

    /**
     * As {@link #refresh}, if the file has had the same content at the previous call. Why: a program may be writing it, and half of it
     * may look like a whole file with fewer users.
     */
    public boolean poll(Consumer<String> info, Consumer<String> warning) {
        loading.lock();
        try {
            Reading before = polled;
            polled = Reading.of(path);
            return polled.isSame(before) && use(polled, info, warning);
        } finally {
            loading.unlock();
        }
    }

    private boolean use(Reading reading, Consumer<String> info, Consumer<String> warning) {
        if (reading.isSame(seen)) {
            return false;
        }
        seen = reading;
        try {
            info.accept(replace(reading.parse()));
            return true;
        } catch (UsersException e) {
            warning.accept("the users file was not read again, the previous users stay: " + e.getMessage());
            return false;
        }
    }

    /** Replaces the users, and returns a sentence about that. */
    private String replace(UserList list) {
        Loaded before = loaded;
        Map<String, Account> kept = new TreeMap<>(before.accounts());
        Set<String> gone = new TreeSet<>();
        for (User old : before.list().users()) {
            User user = list.find(old.name());
            if (user == null || !user.logsInAs(old)) {
                Account account = kept.remove(old.name());
                gone.add(old.name());
                revoke(account);
            } else {
                update(kept.get(old.name()), user);
            }
        }
        loaded = new Loaded(list, accounts(list, kept));
        return "the users were read again: " + list.users().size() + " users"
                + (gone.isEmpty() ? "" : "; connections are closed of " + String.join(", ", gone));
    }

    private static void revoke(@Nullable Account account) {
        if (account != null) {
            account.revoke();
        }
    }

    private static void update(@Nullable Account account, User user) {
        if (account != null) {
            account.update(user);
        }
    }

    /** Checks a name and a secret that a client presents. */
    public LoginVerdict check(byte[] presentedName, byte[] presented) {
        Loaded now = loaded;
        String name = new String(presentedName, StandardCharsets.ISO_8859_1);
        User user = now.list().find(name);
        Account account = now.accounts().get(name);
        if (user == null || account == null) {
            return nobody(now.list(), presented);
        }
        Secret secret = user.secret();
        if (secret.isSlow()) {
            byte[] keyed = hash.of(name, presented);
            return account.isProven(keyed)
                    ? LoginVerdict.admitted(account)
                    : LoginVerdict.unknown(() -> checkSlowly(account, secret, presented, keyed));
        }
        return secret.matches(presented) ? LoginVerdict.admitted(account) : LoginVerdict.WRONG;
    }

    /** Why a check that takes long too: otherwise, the time would reveal which names exist and have a password that can be guessed. */
    private static LoginVerdict nobody(UserList list, byte[] presented) {
        if (list.hasSlowSecrets()) {
            return LoginVerdict.unknown(() -> {
                boolean unused = new Secret.Password(Secret.ITERATIONS, NOBODYS_SALT, NOBODYS_SALT).matches(presented);
                return LoginVerdict.WRONG;
            });
        }
        boolean unused = NOBODY.matches(presented);
        return LoginVerdict.WRONG;
    }

    /** Why an account that was revoked meanwhile is refused: the secret may have been replaced by another one. */
    private static LoginVerdict checkSlowly(Account account, Secret secret, byte[] presented, byte[] keyed) {
        if (!secret.matches(presented) || account.isRevoked()) {
            return LoginVerdict.WRONG;
        }
        account.proven(keyed);
        return LoginVerdict.admitted(account);
    }

    /** The account of the one user whom the names of a certificate identify; null if they identify none, or several. */
    public @Nullable Account withCertificate(List<CertificateName> names) {
        Loaded now = loaded;
        Set<String> users = now.list().withCertificate(names);
        return users.size() == 1 ? now.accounts().get(users.iterator().next()) : null;
    }

    /** Whether a user of that name exists. */
    public boolean has(String name) {
        return loaded.list().find(name) != null;
    }

    /** Whether a user logs in with a certificate. */
    public boolean hasCertificates() {
        return loaded.list().users().stream()
                .anyMatch(user -> !user.certificates().isEmpty());
    }

    @Override
    public String toString() {
        return "users of " + path;
    }
}
