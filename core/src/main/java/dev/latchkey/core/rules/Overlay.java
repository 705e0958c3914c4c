package dev.latchkey.core.rules;

import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import dev.latchkey.core.session.Session;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The store as a part of a transaction leaves it, while the store itself stays as it is. */
final class Overlay implements StoreView {

    /**
     * A key that the transaction has written.
     *
     * @param value null if the key was deleted last
     * @param version its version; if it was deleted, its last version
     * @param revision the revision of its last write
     * @param owner the session that owns it; null for none
     */
    private record Written(
            @Nullable Value value,
            Version version,
            long revision,
            @Nullable Session owner) {}

    private final Store store;
    private final Map<Key, Written> written = new LinkedHashMap<>();
    private long revision;

    Overlay(Store store) {
        this.store = store;
        this.revision = store.revision();
    }

    @Nullable
    Versioned find(Key key) {
        Written now = written.get(key);
        if (now == null) {
            return store.find(key);
        }
        return now.value == null ? null : new Versioned(now.value, now.version, now.revision);
    }

    @Override
    public Version versionOf(Key key) {
        Written now = written.get(key);
        if (now == null) {
            return store.versionOf(key);
        }
        return now.value == null ? Version.NONE : now.version;
    }

    /** Returns the last version of an absent key. */
    Version lastVersion(Key key) {
        Written now = written.get(key);
        return now == null ? store.lastVersion(key) : now.version;
    }

    @Override
    public boolean canOwn(Session session, Key key) {
        return owns(session, key) || ownedBy(session) < store.ownedKeysMax();
    }

    private boolean owns(Session session, Key key) {
        Written now = written.get(key);
        return now == null ? session.owned().contains(key) : session.equals(now.owner);
    }

    private int ownedBy(Session session) {
        int count = session.owned().size();
        for (Map.Entry<Key, Written> each : written.entrySet()) {
            boolean before = session.owned().contains(each.getKey());
            count += (Objects.equals(session, each.getValue().owner) ? 1 : 0) - (before ? 1 : 0);
        }
        return count;
    }

    void put(Key key, Value value, Version version, @Nullable Session owner) {
        written.put(key, new Written(value, version, ++revision, owner));
    }

    void delete(Key key, Version last) {
        written.put(key, new Written(null, last, ++revision, null));
    }
}
