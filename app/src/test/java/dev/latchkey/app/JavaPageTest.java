package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.app.design.ProjectFolder;
import dev.latchkey.app.foreign.ServedNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java examples in docs/java.md compile and print the output shown there. */
final class JavaPageTest {

    private static final String PAGE = ProjectFolder.text("docs/java.md");

    private static final int EXAMPLES_MIN = 8;

    private record Example(String code, String output) {}

    /** Every block of Java, each of which must be followed by its output. */
    private static List<Example> examples(String page) {
        List<Example> examples = new ArrayList<>();
        Matcher block = Pattern.compile("```java\n(.*?)```\n(?:```text\n(.*?)```\n)?", Pattern.DOTALL)
                .matcher(page);
        while (block.find()) {
            assertThat(block.group(2)).as("the output of:%n%s", block.group(1)).isNotNull();
            examples.add(new Example(block.group(1), block.group(2)));
        }
        return examples;
    }

    @Test
    void examplesCompileAndPrintWhatIsShown(@TempDir Path folder) throws IOException {
        List<Example> examples = examples(PAGE);
        assertThat(examples).hasSizeGreaterThanOrEqualTo(EXAMPLES_MIN);
        try (ServedNode node = ServedNode.open();
                ServedNode withPassword = ServedNode.withPassword()) {
            String two = "127.0.0.1:" + portWithoutServer() + ",127.0.0.1:" + withPassword.port();
            List<String> codes = examples.stream()
                    .map(example -> example.code()
                            .replace("127.0.0.1:5625", "127.0.0.1:" + node.port())
                            .replace("db1:5625,db2:5625", two))
                    .toList();
            assertThat(JavaExamples.run(folder, codes))
                    .isEqualTo(examples.stream().map(Example::output).toList());
        }
    }

    @Test
    void exampleThatDoesNotCompileIsDetected(@TempDir Path folder) {
        List<String> broken = List.of("import dev.latchkey.client.Latchkey;\nLatchkey.dial(\"127.0.0.1\");\n");
        assertThatThrownBy(() -> JavaExamples.run(folder, broken)).hasMessageContaining("dial");
    }

    @Test
    void exampleWithoutItsOutputIsDetected() {
        assertThatThrownBy(() -> examples("```java\nint x = 1;\n```\n")).hasMessageContaining("the output of");
    }

    private static int portWithoutServer() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
