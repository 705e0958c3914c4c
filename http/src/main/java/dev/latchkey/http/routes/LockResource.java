package dev.latchkey.http.routes;

import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A kind of lock: what its keys start with, as the clients of Latchkey write them, and how the documentation calls it.
 *
 * @param path the path of its resources
 * @param held a phrase for those that are held
 * @param holder who holds one
 * @param noun one of this kind
 */
record LockResource(String path, String keys, String tickets, String held, String holder, String noun) {

    static final LockResource LOCK =
            new LockResource("/v1/locks", "lock/", "lock-queue/", "the locks that are held", "holder", "a lock");

    static final LockResource ELECTION = new LockResource(
            "/v1/elections",
            "election/",
            "election-queue/",
            "the elections that have a leader",
            "leader",
            "an election");

    /** Returns the prefix of the keys. */
    Prefix prefix() {
        return Prefix.of(keys);
    }

    /** Returns the key of the lock {@code name}. */
    Key key(byte[] name) {
        return RequestedKeys.checked(joined(keys, name, ""));
    }

    /** Returns the prefix of the tickets of the lock {@code name}. */
    Prefix ticketsOf(byte[] name) {
        return RequestedKeys.prefix(joined(tickets, name, "/"));
    }

    private static byte[] joined(String before, byte[] name, String after) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(before.getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(name);
        bytes.writeBytes(after.getBytes(StandardCharsets.US_ASCII));
        return bytes.toByteArray();
    }

    /** Returns the name of a lock, as bytes of which it may have none. */
    Prefix name(Key key) {
        byte[] bytes = key.bytes;
        return Prefix.of(Arrays.copyOfRange(bytes, keys.length(), bytes.length));
    }
}
