package dev.latchkey.core.bytes;

/** What kind of record it is: its first byte. On disk; append only. */
enum Opcode {
    BEGIN(1),
    PUT(2),
    DELETE(3);

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
