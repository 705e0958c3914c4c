package dev.latchkey.core.session;

import dev.latchkey.core.Key;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.bytes.Bounds;
import dev.latchkey.core.bytes.OpenParts;
import dev.latchkey.core.bytes.Part;
import dev.latchkey.core.bytes.Piece;
import dev.latchkey.core.bytes.Section;
import dev.latchkey.core.bytes.StateReader;
import dev.latchkey.core.bytes.UnreadableException;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The keys that sessions own, in byte order. */
final class OwnedKeys implements Section {

    /** The memory that an open snapshot takes for the owner of a key that is written, in addition to the key. */
    static final int KEPT_BYTES = MapPart.KEPT_COST_BYTES + 2 + SessionId.LENGTH;

    private static final int FRAME_BYTES = 2 + SessionId.LENGTH;

    /** A key and its owner. */
    private record Owned(Key key, Session owner, long order) implements MapPart.Item<Key> {
        @Override
        public void writeTo(Piece piece) {
            owner.id()
                    .writeTo(piece.grow(FRAME_BYTES + key.length()).putShort((short) key.length()))
                    .put(key.bytes);
        }
    }

    private final int ownedKeysMax;
    private final Function<SessionId, @Nullable Session> sessions;
    private final Predicate<Key> isPresent;
    private final TreeMap<Key, Owned> byKey = new TreeMap<>();
    private final OpenParts<Owned> open = new OpenParts<>();
    private long added;
    private long keyBytes;

    /**
     * @param ownedKeysMax the maximum number of keys that a session owns
     * @param isPresent whether the store has a key
     */
    OwnedKeys(int ownedKeysMax, Function<SessionId, @Nullable Session> sessions, Predicate<Key> isPresent) {
        this.ownedKeysMax = ownedKeysMax;
        this.sessions = sessions;
        this.isPresent = isPresent;
    }

    int size() {
        return byKey.size();
    }

    /** Returns the total length of the keys. */
    long keyBytes() {
        return keyBytes;
    }

    /** Returns the session that owns {@code key}; null if none does. */
    @Nullable
    Session ownerOf(Key key) {
        Owned owned = byKey.isEmpty() ? null : byKey.get(key);
        return owned == null ? null : owned.owner;
    }

    /** Sets the owner of a key that is written or deleted; null for none. */
    void set(Key key, @Nullable Session owner) {
        Owned before = byKey.isEmpty() ? null : byKey.get(key);
        if (before != null) {
            open.keep(before);
            byKey.remove(key);
            keyBytes -= key.length();
            before.owner.disown(key);
        }
        if (owner != null) {
            byKey.put(key, new Owned(key, owner, ++added));
            keyBytes += key.length();
            owner.own(key);
        }
    }

    @Override
    public String name() {
        return "owned keys";
    }

    @Override
    public int itemsMax() {
        return Integer.MAX_VALUE;
    }

    @Override
    public Part part(long revision) {
        MapPart<Key, Owned> part = new MapPart<>(byKey, added);
        open.add(part);
        return part;
    }

    @Override
    public Loader loader(long revision, long items) {
        return this::load;
    }

    private void load(StateReader in) {
        int length = Bounds.keyLength(in.u16());
        SessionId id = new SessionId(in.u64(), in.u64());
        Key key = Key.owning(in.bytes(length));
        Session owner = sessions.apply(id);
        if (owner == null) {
            throw new UnreadableException("key " + key + " is owned by session " + id + ", which does not exist");
        }
        if (!isPresent.test(key)) {
            throw new UnreadableException("key " + key + " is owned by a session and does not exist");
        }
        if (owner.ownedCount() >= ownedKeysMax) {
            throw new UnreadableException("session " + id + " owns more than " + ownedKeysMax + " keys");
        }
        if (!byKey.isEmpty() && key.compareTo(byKey.lastKey()) <= 0) {
            throw new UnreadableException("owned key " + key + " is not greater than " + byKey.lastKey());
        }
        set(key, owner);
    }
}
