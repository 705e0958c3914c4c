package dev.latchkey.core.state;

import dev.latchkey.core.StateLimits;
import dev.latchkey.core.bytes.Bounds;
import dev.latchkey.core.bytes.Part;
import dev.latchkey.core.bytes.Piece;
import dev.latchkey.core.bytes.Section;
import dev.latchkey.core.bytes.StateReader;

/**
 * The floors: minimum versions for keys whose tombstones were folded. Each floor is the highest version folded into its bucket;
 * a key without entry and tombstone continues from the floor of its bucket.
 *
 * <p>{@link #floorOf} assigns keys to buckets. It is part of the format (docs/format/state.md) and must never change.
 */
final class Floors implements Section {

    private static final int ITEM_BYTES = 4 + 8;

    private final StateLimits limits;
    private final long[] floors;

    /** The number of floors that are not 0. */
    private int raised;

    Floors(StateLimits limits) {
        this.limits = limits;
        this.floors = new long[limits.floorsCount()];
    }

    /** Returns the floor of {@code key}; 0 if no tombstone was folded into its bucket. */
    long of(byte[] key) {
        return raised == 0 ? 0 : floors[floorOf(key, floors.length)];
    }

    /** Raises the floor of {@code key} to {@code version} unless it is higher. */
    void fold(byte[] key, long version) {
        raise(floorOf(key, floors.length), version);
    }

    private void raise(int floor, long version) {
        raised += floors[floor] == 0 ? 1 : 0;
        floors[floor] = Math.max(floors[floor], version);
    }

    /** The 32-bit FNV-1a hash of the key, its halves XORed to 16 bits, of which the low bits select one of {@code floorsCount}. */
    static int floorOf(byte[] key, int floorsCount) {
        int hash = 0x811c9dc5;
        for (byte b : key) {
            hash = (hash ^ (b & 0xff)) * 0x01000193;
        }
        return ((hash >>> 16) ^ hash) & 0xffff & (floorsCount - 1);
    }

    @Override
    public String name() {
        return "floors";
    }

    @Override
    public int itemsMax() {
        return limits.floorsCount();
    }

    /** Copies the floors: they are few, and small. */
    @Override
    public Part part(long revision) {
        return new Copy(raised == 0 ? floors : floors.clone(), raised);
    }

    @Override
    public Loader loader(long revision, long items) {
        return new FloorLoader();
    }

    /** The floors that are not 0, in order of their buckets. */
    private static final class Copy implements Part {

        private final long[] floors;
        private int next;
        private int left;

        Copy(long[] floors, int raised) {
            this.floors = floors;
            this.left = raised;
        }

        @Override
        public int left() {
            return left;
        }

        @Override
        public void next(Piece piece) {
            while (left > 0 && piece.hasRoom()) {
                piece.look();
                if (floors[next] > 0) {
                    piece.grow(ITEM_BYTES).putInt(next).putLong(floors[next]);
                    left--;
                }
                next++;
            }
        }

        @Override
        public long heldBytes() {
            return 0;
        }

        @Override
        public void close() {
            left = 0;
        }
    }

    private final class FloorLoader implements Loader {

        private long indexMin;

        @Override
        public void load(StateReader in) {
            long index = Bounds.between("index of a floor", in.u32(), indexMin, limits.floorsCount() - 1L);
            raise((int) index, Bounds.deletedVersion(in.u64(), limits));
            indexMin = index + 1;
        }
    }
}
