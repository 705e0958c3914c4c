package dev.latchkey.client.link;

import dev.latchkey.core.StoreId;

/** Replies of a server, as strings of bytes. */
public final class Spoken {

    public static final StoreId STORE = new StoreId(0x0123456789abcdefL, 42);

    private Spoken() {}

    /** The reply to HELLO of a server with the given store. */
    public static String greeting(StoreId store) {
        return "%7\r\n" + bulk("server") + bulk("latchkey") + bulk("version") + bulk("0.1.0") + bulk("proto") + ":3\r\n"
                + bulk("id") + ":1\r\n" + bulk("mode") + bulk("standalone") + bulk("modules") + "*0\r\n" + bulk("store")
                + bulk(store.toString());
    }

    public static String bulk(String text) {
        return "$" + text.length() + "\r\n" + text + "\r\n";
    }

    public static String found(String value, long version) {
        return "*3\r\n" + bulk(value) + ":" + version + "\r\n:" + (version + 1_000) + "\r\n";
    }
}
