package dev.latchkey.check.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The text of docs/format/history.md. */
final class FormatPage {

    private FormatPage() {}

    static String text() throws IOException {
        return Files.readString(Path.of("..", "docs", "format", "history.md"));
    }
}
