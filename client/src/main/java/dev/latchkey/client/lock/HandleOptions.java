package dev.latchkey.client.lock;

import dev.latchkey.client.link.ClientConfig;
import java.time.Duration;

/**
 * The options of a lock handle.
 *
 * @param ttl the time to live of its session
 * @param owner the text by which its holder is described
 * @param inSession whether it is acquired in a session
 */
record HandleOptions(Duration ttl, String owner, boolean inSession) {

    /** @throws IllegalArgumentException if the time to live or the owner text is out of bounds */
    HandleOptions {
        ClientConfig.requireSessionTtl(ttl);
        owner = OwnerText.require(owner);
    }

    HandleOptions withTtl(Duration other) {
        return new HandleOptions(other, owner, inSession);
    }

    HandleOptions withOwner(String other) {
        return new HandleOptions(ttl, other, inSession);
    }

    HandleOptions withoutSession() {
        return new HandleOptions(ttl, owner, false);
    }
}
