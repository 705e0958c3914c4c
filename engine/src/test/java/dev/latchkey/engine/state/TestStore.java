package dev.latchkey.engine.state;

import dev.latchkey.core.SipHash;
import dev.latchkey.core.StoreId;

/** Constants that tests of engines share. */
public final class TestStore {

    public static final StoreId STORE_ID = StoreId.parse("00112233445566778899aabbccddeeff");
    public static final SipHash HASH = new SipHash(1, 2);

    private TestStore() {}
}
