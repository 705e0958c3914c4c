package dev.latchkey.log.files;

import org.jspecify.annotations.Nullable;

/** The kind of a log record. The numbers are part of the on-disk format: append only. */
public enum RecordKind {
    DATA(1),
    /** Records that everything before it had been fsynced. */
    MARK(2),
    /** A mark that ends a segment whose successor is durable. */
    ROLL(3);

    final int number;

    RecordKind(int number) {
        this.number = number;
    }

    static @Nullable RecordKind of(int number) {
        return number == 1 ? DATA : number == 2 ? MARK : number == 3 ? ROLL : null;
    }
}
