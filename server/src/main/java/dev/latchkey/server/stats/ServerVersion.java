package dev.latchkey.server.stats;

/** The version of this software, as {@code latchkey --version}, HELLO and INFO report it. */
public final class ServerVersion {

    /** Equal to the version of the Maven project. */
    public static final String VERSION = "0.1.0";

    private ServerVersion() {}
}
