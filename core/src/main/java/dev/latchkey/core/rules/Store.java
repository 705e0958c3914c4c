package dev.latchkey.core.rules;

import dev.latchkey.core.Key;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import dev.latchkey.core.session.Session;
import org.jspecify.annotations.Nullable;

/** The committed state, as far as transactions read it. */
public interface Store extends StoreView {

    /** Returns what a key holds; null if it is absent. */
    @Nullable
    Versioned find(Key key);

    /** Returns the last version of an absent key: {@link Version#NONE} if it was never written and its floor is 0. */
    Version lastVersion(Key key);

    /** Returns the revision of the store. */
    long revision();

    /** Returns the maximum number of keys that a session owns. */
    int ownedKeysMax();

    @Override
    default boolean canOwn(Session session, Key key) {
        return session.owned().size() < ownedKeysMax() || session.owned().contains(key);
    }
}
