package dev.latchkey.core.rules;

import dev.latchkey.core.Key;
import dev.latchkey.core.Version;
import dev.latchkey.core.session.Session;

/** The part of a state that decides whether a write takes effect: that of the store, or of the store and a part of a transaction. */
public interface StoreView {

    /** Returns the version of a present key; {@link Version#NONE} if it is absent. */
    Version versionOf(Key key);

    /** Returns whether {@code session} can own {@code key} too. */
    boolean canOwn(Session session, Key key);
}
