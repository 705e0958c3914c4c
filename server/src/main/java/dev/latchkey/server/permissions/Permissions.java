package dev.latchkey.server.permissions;

import dev.latchkey.core.Command;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.PrefixSet;
import dev.latchkey.wire.verbs.Verb;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a user may do: decides whether the user may run a command, and which keys a reply may show. Every way to a store uses this class,
 * so that all of them decide alike. Immutable; a decision about one key compares it with one prefix after a binary search, and allocates
 * nothing.
 *
 * <p>{@code read} permits reads of keys, and {@code write} writes. {@code follow} permits follows of the keys that the user may read.
 * {@code lock} is for names of locks and elections: for the keys of locks with such names, it permits reads, follows, deletes, and puts
 * with an owner, so that a lock is freed when its holder dies. {@code admin} permits commands about the server and the whole store.
 */
public final class Permissions {

    /** Every permission for every key. */
    public static final Permissions ALL =
            new Permissions(PrefixSet.EVERY, PrefixSet.EVERY, PrefixSet.EVERY, PrefixSet.EVERY, true);

    /** No permission. */
    public static final Permissions NONE =
            new Permissions(PrefixSet.NONE, PrefixSet.NONE, PrefixSet.NONE, PrefixSet.NONE, false);

    /** What the keys of a lock, of its queue, and of elections, semaphores and reader/writer locks start with. */
    static final List<String> LOCK_KEYS =
            List.of("lock/", "lock-queue/", "election/", "election-queue/", "semaphore/", "read-write-lock/");

    final PrefixSet readable;
    final PrefixSet writable;

    /** The keys of locks, which may be deleted, and written with an owner. */
    final PrefixSet lockable;

    /** The keys whose events may be shown. */
    final PrefixSet followable;

    final boolean admin;
    private final CommandNeeds needs = new CommandNeeds(this);
    private final Restriction restriction = new Restriction(this);

    private Permissions(
            PrefixSet readable, PrefixSet writable, PrefixSet lockable, PrefixSet followable, boolean admin) {
        this.readable = readable;
        this.writable = writable;
        this.lockable = lockable;
        this.followable = followable;
        this.admin = admin;
    }

    /** The permissions that {@code grants} add up to. */
    public static Permissions of(Collection<Grant> grants, boolean admin) {
        PrefixSet locks = PrefixSet.of(grants.stream()
                .filter(grant -> grant.kind() == Grant.Kind.LOCK)
                .flatMap(grant -> LOCK_KEYS.stream().map(start -> joined(start, grant.prefix())))
                .toList());
        PrefixSet readable = granted(grants, Grant.Kind.READ);
        return new Permissions(
                readable.or(locks),
                granted(grants, Grant.Kind.WRITE),
                locks,
                granted(grants, Grant.Kind.FOLLOW).and(readable).or(locks),
                admin);
    }

    private static PrefixSet granted(Collection<Grant> grants, Grant.Kind kind) {
        return PrefixSet.of(grants.stream()
                .filter(grant -> grant.kind() == kind)
                .map(Grant::prefix)
                .toList());
    }

    private static Prefix joined(String start, Prefix name) {
        byte[] first = Prefix.of(start).toBytes();
        byte[] bytes = Arrays.copyOf(first, first.length + name.length());
        System.arraycopy(name.bytes, 0, bytes, first.length, name.length());
        return Prefix.of(bytes);
    }

    /**
     * Returns what the user lacks to run {@code verb}, whatever its arguments; null if nothing. For a verb of the store, {@link
     * #missing(Command)} decides in addition.
     */
    public @Nullable Missing missing(Verb verb) {
        if (this == ALL) {
            return null;
        }
        return switch (verb.access()) {
            case BEFORE_LOGIN, ANY_USER, READ, READ_PREFIX, WRITE, FOLLOW, CONTAINED, OPERATIONS -> null;
            case SESSION -> orNull(needs.session());
            case ADMIN -> missingAdmin();
        };
    }

    /** Returns what the user lacks to do what only administrators may; null if nothing. */
    public @Nullable Missing missingAdmin() {
        return admin ? null : Missing.ADMIN;
    }

    /** Returns what the user lacks to run a command for the store, and the command that it contains; null if nothing. */
    public @Nullable Missing missing(Command command) {
        return this == ALL ? null : orNull(command.match(needs));
    }

    private static @Nullable Missing orNull(Missing missing) {
        return missing.isNothing() ? null : missing;
    }

    /** Returns {@code command} without the keys that its reply may not show, if it reads several; other commands stay as they are. */
    public Command restricted(Command command) {
        return this == ALL ? command : command.match(restriction);
    }

    /** Whether the events of all the {@code shown} keys may be shown. */
    public boolean mayFollow(PrefixSet shown) {
        return followable.covers(shown);
    }

    /** The keys with that prefix that a reply may show. */
    public PrefixSet readable(Prefix prefix) {
        return this == ALL ? PrefixSet.EVERY : readable.within(prefix);
    }

    /** The keys with that prefix whose events a reply or a push may show. */
    public PrefixSet followable(Prefix prefix) {
        return this == ALL ? PrefixSet.EVERY : followable.within(prefix);
    }
}
