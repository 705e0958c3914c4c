package dev.latchkey.log.files;

import org.jspecify.annotations.Nullable;

/** What a record is. The numbers are on the disk: append only. */
public enum RecordKind {
    DATA(1),
    /** Says that all before it had been forced. */
    MARK(2),
    /** As a mark, and ends a segment whose successor is durable. */
    ROLL(3);

    final int number;

    RecordKind(int number) {
        this.number = number;
    }

    static @Nullable RecordKind of(int number) {
        return number == 1 ? DATA : number == 2 ? MARK : number == 3 ? ROLL : null;
    }
}
