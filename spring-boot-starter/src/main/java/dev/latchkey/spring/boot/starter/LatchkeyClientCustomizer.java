package dev.latchkey.spring.boot.starter;

import dev.latchkey.client.link.ClientConfig;

/** Changes the configuration of the client before it is created. Beans of this type are applied in order. */
@FunctionalInterface
public interface LatchkeyClientCustomizer {

    /** Returns the configuration to use instead of {@code config}. */
    ClientConfig customize(ClientConfig config);
}
