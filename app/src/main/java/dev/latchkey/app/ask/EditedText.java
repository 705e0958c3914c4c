package dev.latchkey.app.ask;

import dev.latchkey.app.console.Json;
import dev.latchkey.app.console.UsageException;
import dev.latchkey.core.Value;
import java.util.Arrays;

/** The value that an edited text stands for. */
final class EditedText {

    private static final String USE_BINARY = ": use --binary to edit the bytes as they are";

    private EditedText() {}

    /** Refuses a value that a text editor may not preserve. */
    static void requireText(Value value) {
        if (!isText(value)) {
            throw new UsageException("the value is not UTF-8 text" + USE_BINARY);
        }
    }

    /** A text without NUL, which editors take for binary data. */
    private static boolean isText(Value value) {
        return Json.isUtf8(value) && value.utf8().indexOf('\0') < 0;
    }

    /**
     * Returns the value of a text. Editors end the last line with a line ending even if it had none, so one is removed if the
     * value did not end with one before.
     *
     * @param before the value that was edited, empty for a new key
     * @param isBinary whether the bytes are taken as they are
     */
    static Value of(byte[] edited, Value before, boolean isBinary) {
        byte[] bytes = isBinary || endsWithLine(before.bytes) ? edited : withoutLineEnding(edited);
        if (bytes.length > Value.LENGTH_MAX) {
            throw new UsageException("the edited text is longer than a value can be, " + Value.LENGTH_MAX + " bytes");
        }
        Value value = Value.owning(bytes);
        if (!isBinary && !isText(value)) {
            throw new UsageException("the edited text is not UTF-8 text" + USE_BINARY);
        }
        return value;
    }

    private static boolean endsWithLine(byte[] bytes) {
        return bytes.length > 0 && bytes[bytes.length - 1] == '\n';
    }

    private static byte[] withoutLineEnding(byte[] bytes) {
        if (!endsWithLine(bytes)) {
            return bytes;
        }
        boolean isCrLf = bytes.length > 1 && bytes[bytes.length - 2] == '\r';
        return Arrays.copyOf(bytes, bytes.length - (isCrLf ? 2 : 1));
    }
}
