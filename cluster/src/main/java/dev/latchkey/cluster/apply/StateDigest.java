package dev.latchkey.cluster.apply;

import dev.latchkey.cluster.replica.ReplicaSnapshot;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The digest of a whole state, by which nodes are compared.
 *
 * @param index the index of the last entry in the state
 * @param sha256 the SHA-256 of its snapshot, in hex digits
 */
public record StateDigest(long index, String sha256) {

    private static final int PIECE_BYTES = 1 << 12;

    /** Reads {@code snapshot} to its end and closes it. */
    public static StateDigest of(ReplicaSnapshot snapshot) {
        try (snapshot) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            while (!snapshot.isDone()) {
                digest.update(snapshot.next(PIECE_BYTES));
            }
            return new StateDigest(snapshot.index(), HexFormat.of().formatHex(digest.digest()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
