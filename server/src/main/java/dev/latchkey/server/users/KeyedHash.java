package dev.latchkey.server.users;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Hashes a name and a secret with a random key that never leaves this object, so that the hash reveals nothing to anyone who reads memory later. */
final class KeyedHash {

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    KeyedHash(RandomGenerator chance) {
        byte[] bytes = new byte[32];
        chance.nextBytes(bytes);
        key = new SecretKeySpec(bytes, ALGORITHM);
    }

    byte[] of(String name, byte[] secret) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(name.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return mac.doFinal(secret);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
