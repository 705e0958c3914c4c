package dev.latchkey.client.link;

import dev.latchkey.core.StoreId;

/** Replies of a server, as strings of bytes. */
final class Spoken {

    static final StoreId STORE = new StoreId(0x0123456789abcdefL, 42);

    private Spoken() {}

    /** The reply to HELLO of a server with the given store. */
    static String greeting(StoreId store) {
        return "%7\r\n" + bulk("server") + bulk("latchkey") + bulk("version") + bulk("0.1.0") + bulk("proto") + ":3\r\n"
                + bulk("id") + ":1\r\n" + bulk("mode") + bulk("standalone") + bulk("modules") + "*0\r\n" + bulk("store")
                + bulk(store.toString());
    }

    static String bulk(String text) {
        return "$" + text.length() + "\r\n" + text + "\r\n";
    }

    static String found(String value, long version) {
        return "*3\r\n" + bulk(value) + ":" + version + "\r\n:" + (version + 1_000) + "\r\n";
    }
}
