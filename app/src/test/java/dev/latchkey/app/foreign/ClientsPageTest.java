package dev.latchkey.app.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every code example in docs/clients.md is taken from a test that runs it. */
final class ClientsPageTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern BLOCK =
            Pattern.compile("(?:<!-- from (\\S+) -->\n)?```\\w*\n(.*?)```\n", Pattern.DOTALL);
    private static final int BLOCKS_MIN = 15;

    @Test
    void everyCodeBlockIsTakenFromTheTestNamedForIt() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/clients.md"));
        int blocks = 0;
        for (var block = BLOCK.matcher(page); block.find(); blocks++) {
            String source = block.group(1);
            assertThat(source).as("the source of:%n%s", block.group(2)).isNotNull();
            assertThat(withoutSpace(Files.readString(ROOT.resolve(source))))
                    .as("%s", source)
                    .contains(withoutSpace(block.group(2)));
        }
        assertThat(blocks).isGreaterThanOrEqualTo(BLOCKS_MIN);
    }

    /** White space is ignored, because the formatter of the sources may break lines where the page does not. */
    private static String withoutSpace(String text) {
        return text.replaceAll("\\s+", "");
    }
}
