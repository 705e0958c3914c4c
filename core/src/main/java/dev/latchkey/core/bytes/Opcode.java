package dev.latchkey.core.bytes;

/** The opcode of a log record: its first byte. On disk: append only, never renumber. */
enum Opcode {
    BEGIN(1),
    PUT(2),
    DELETE(3),
    OPEN_SESSION(4),
    KEEP_SESSION(5),
    CLOSE_SESSION(6),
    END_SESSION(7),
    ONCE(8),
    CANCEL(9),
    PUT_WITH(10),
    GUARDED_DELETE(11),
    STAMPED(12),
    BEGIN_WITH_HISTORY(13),
    HISTORY_BOUNDS(14),
    TRANSACTION(15),
    CHECK(16),
    READ(17),
    READ_WITH_VERSION(18),
    OBSERVE(19),
    UNCHANGED_PRESENT(20),
    UNCHANGED_ABSENT(21);

    final byte number;

    Opcode(int number) {
        this.number = (byte) number;
    }

    static Opcode of(byte number) {
        for (Opcode opcode : values()) {
            if (opcode.number == number) {
                return opcode;
            }
        }
        throw new UnreadableException("the record begins with opcode " + (number & 0xff)
                + ", which this program does not know; a newer one may have written it");
    }
}
