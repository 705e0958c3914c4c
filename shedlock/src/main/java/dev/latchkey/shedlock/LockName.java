package dev.latchkey.shedlock;

import dev.latchkey.core.Key;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The key of a lock. Any text is a name: one that is too long, or no valid Unicode, is replaced by its hash. */
final class LockName {

    /** The keys of all locks of Latchkey begin with it. */
    private static final String LOCKS = "lock/";

    private static final String HASHED = "sha256:";

    private LockName() {}

    static Key key(String prefix, String name) {
        String plain = LOCKS + prefix + name;
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(plain));
            if (bytes.remaining() <= Key.LENGTH_MAX && !name.startsWith(HASHED)) {
                return Key.of(plain);
            }
        } catch (CharacterCodingException notUnicode) {
            // why nothing: the hash below is of its characters, which a replacement would confuse with others
        }
        return Key.of(LOCKS + prefix + HASHED + hash(name));
    }

    private static String hash(String name) {
        try {
            ByteBuffer characters = ByteBuffer.allocate(2 * name.length());
            characters.asCharBuffer().put(name);
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(characters.array()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
