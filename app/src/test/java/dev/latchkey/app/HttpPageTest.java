package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.app.design.ProjectFolder;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The curl commands in docs/http.md produce the output shown there. */
final class HttpPageTest {

    private static final Pattern BLOCK =
            Pattern.compile("<!-- curl by HttpPageTest -->\n```\\w*\n(.*?)```\n", Pattern.DOTALL);

    @Test
    void curlSaysWhatIsShown() {
        List<String> blocks = BLOCK.matcher(ProjectFolder.text("docs/http.md"))
                .results()
                .map(block -> block.group(1))
                .toList();
        assertThat(blocks).hasSize(3);
        CurlTranscript.assertIsWhatCurlSays(blocks);
    }
}
