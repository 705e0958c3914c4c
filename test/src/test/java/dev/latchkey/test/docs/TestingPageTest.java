package dev.latchkey.test.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The example of docs/testing.md is {@link InvoiceTest}, which runs with the other tests. */
final class TestingPageTest {

    @Test
    void pageShowsTheTestThatIsRun() throws IOException {
        String source = Files.readString(Path.of("src/test/java/dev/latchkey/test/docs/InvoiceTest.java"));
        String page = Files.readString(Path.of("../docs/testing.md"));
        assertThat(page).contains("```java\n" + source.substring(source.indexOf("import ")) + "```");
    }
}
