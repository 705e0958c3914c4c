package dev.latchkey.core.state;

import dev.latchkey.core.bytes.Piece;

/** The floors of one moment that are not 0, in pieces. */
final class FloorPieces {

    private final long[] floors;
    private int next;
    private int left;

    /** Of that moment at which this is called. */
    FloorPieces(Tombstones tombstones) {
        floors = tombstones.floors();
        left = tombstones.raised();
    }

    /** How many are yet to come. */
    int left() {
        return left;
    }

    void next(Piece piece) {
        while (left > 0 && piece.hasRoom()) {
            piece.look();
            if (floors[next] > 0) {
                StateFormat.putFloor(next, floors[next], piece.grow(StateFormat.FLOOR_BYTES));
                left--;
            }
            next++;
        }
    }
}
