package dev.latchkey.wire.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** docs/commands.md is the page that the command table makes. */
class CommandsPageTest {

    private static final Path PAGE = Path.of("..", "docs", "commands.md");

    @Test
    void thePageIsTheOneThatTheTableMakes() throws IOException {
        String page = CommandsPage.write();
        if (System.getProperty("docs.rewrite") != null) {
            Files.createDirectories(Objects.requireNonNull(PAGE.getParent()));
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE).as("-Ddocs.rewrite writes it again").content().isEqualTo(page);
    }
}
