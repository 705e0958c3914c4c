package dev.latchkey.fence;

import dev.latchkey.core.StoreId;
import dev.latchkey.core.Version;

/** Tokens of the tests. */
final class Tokens {

    static final StoreId STORE = StoreId.parse("0123456789abcdef0123456789abcdef");
    static final StoreId OTHER = StoreId.parse("ffffffffffffffffffffffffffffffff");
    static final String LOCK = "invoices";

    private Tokens() {}

    static FencingToken token(long number) {
        return new FencingToken(STORE, LOCK, Version.of(number));
    }

    static FencingToken ofOther(long number) {
        return new FencingToken(OTHER, LOCK, Version.of(number));
    }
}
