package dev.latchkey.check.format;

import org.jspecify.annotations.Nullable;

/**
 * Reads a line in the form that {@link HistoryWriter} gives to nearly all of them, several times faster than a general parser: an
 * object of known fields whose values are whole numbers and printable ASCII text without escapes. Every other line, valid or
 * not, is left to the parser, which also reports the errors.
 */
final class PlainLine {

    /** Returned instead of the fields: the line has another form. */
    static final int NOT_PLAIN = -1;

    private static final int NAME_LENGTH_MAX = 8;

    /** A number of so many digits fits a long. */
    private static final int DIGITS_MAX = 18;

    /** A hash table of the fields with open addressing, by their names as numbers. */
    private static final int SLOTS = 128;

    private static final @Nullable Field[] FIELDS = new Field[SLOTS];
    private static final long[] NAMES = new long[SLOTS];

    static {
        for (Field field : Field.values()) {
            long name = 0;
            for (char letter : field.written().toCharArray()) {
                name = name << Byte.SIZE | letter;
            }
            int slot = slot(name);
            NAMES[slot] = name;
            FIELDS[slot] = field;
        }
    }

    private final @Nullable String[] texts;
    private final long[] numbers;
    private final StringPool pool;
    private byte[] line = new byte[0];
    private int at;
    private int end;

    /**
     * @param texts receives the value of each text field, at its {@link Field#slot}
     * @param numbers receives the value of each number field
     */
    PlainLine(@Nullable String[] texts, long[] numbers, StringPool pool) {
        this.texts = texts;
        this.numbers = numbers;
        this.pool = pool;
    }

    /** Returns the fields of a line, as a set of bits of their slots; NOT_PLAIN if the line has another form. */
    int read(byte[] bytes, int from, int length) {
        line = bytes;
        at = from;
        end = from + length;
        if (!take('{')) {
            return NOT_PLAIN;
        }
        int present = 0;
        do {
            Field field = name();
            if (field == null || (present & 1 << field.slot()) != 0 || !value(field)) {
                return NOT_PLAIN;
            }
            present |= 1 << field.slot();
        } while (take(','));
        return take('}') && at == end ? present : NOT_PLAIN;
    }

    private boolean take(char expected) {
        boolean isNext = at < end && line[at] == expected;
        at += isNext ? 1 : 0;
        return isNext;
    }

    /** Takes the name of a field and the colon after it. Returns null if they are something else. */
    private @Nullable Field name() {
        if (!take('"')) {
            return null;
        }
        long name = 0;
        int from = at;
        while (at < end && line[at] != '"') {
            name = name << Byte.SIZE | line[at++];
        }
        boolean isName = at - from <= NAME_LENGTH_MAX && take('"') && take(':');
        return isName ? FIELDS[slot(name)] : null;
    }

    /** Returns the slot of a name, or the free slot where it belongs. */
    private static int slot(long name) {
        int slot = (int) (name ^ name >>> 7 ^ name >>> 17) & SLOTS - 1;
        while (NAMES[slot] != name && FIELDS[slot] != null) {
            slot = (slot + 1) % SLOTS;
        }
        return slot;
    }

    private boolean value(Field field) {
        return switch (field.type()) {
            case NUMBER -> number(field);
            case WORD -> text(field, HistoryFormat.WORD_LENGTH_MAX);
            case TEXT, TEXT_OR_NULL -> text(field, HistoryFormat.LINE_BYTES_MAX);
            case TEXTS, OBJECTS, META -> false;
        };
    }

    private boolean number(Field field) {
        boolean isNegative = take('-');
        int from = at;
        long number = 0;
        while (at < end && at - from <= DIGITS_MAX && line[at] >= '0' && line[at] <= '9') {
            number = 10 * number + line[at++] - '0';
        }
        int digits = at - from;
        boolean isPadded = digits > 1 && line[from] == '0';
        numbers[field.slot()] = isNegative ? -number : number;
        return digits > 0 && digits <= DIGITS_MAX && !isPadded;
    }

    private boolean text(Field field, int lengthMax) {
        if (!take('"')) {
            return false;
        }
        int from = at;
        while (at < end && line[at] != '"') {
            // Bytes from 128 on are negative.
            if (line[at] < ' ' || line[at] == '\\') {
                return false;
            }
            at++;
        }
        int length = at - from;
        if (!take('"') || length > lengthMax) {
            return false;
        }
        texts[field.slot()] = pool.pooled(line, from, length);
        return true;
    }
}
