package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.app.design.ProjectFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** PROC-12: the scripts of bench/ and .ci/ work with CDPATH set, an ignored SIGPIPE and a closed standard input. */
@EnabledOnOs({OS.LINUX, OS.MAC})
final class ScriptsTest {

    private static final String REPORT = """
            <testsuite>
              <testcase name="one" classname="a.FirstTest" time="1.5"/>
              <testcase name="two" classname="a.SecondTest" time="2.5"/>
            </testsuite>
            """;

    private final Path folder;

    ScriptsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @BeforeEach
    void layOut() throws IOException {
        copy("bench/build-compare");
        copy("bench/side-by-side.sh");
        copy(".ci/times");
        Path reports = Files.createDirectories(folder.resolve("app/target/surefire-reports"));
        Files.writeString(reports.resolve("TEST-a.xml"), REPORT);
        for (String decoy : List.of("elsewhere/bench", "elsewhere/.ci")) {
            Files.createDirectories(folder.resolve(decoy));
        }
    }

    private void copy(String file) throws IOException {
        Files.createDirectories(folder.resolve(file).getParent());
        Files.copy(ProjectFolder.root().resolve(file), folder.resolve(file));
    }

    private String output(String script) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        ProcessBuilder builder = new ProcessBuilder("/bin/bash", "-c", script)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().put("CDPATH", folder.resolve("elsewhere") + ":" + folder);
        builder.start().waitFor();
        return Files.readString(out, StandardCharsets.UTF_8);
    }

    @Test
    void benchmarkFindsItsFilesWithCdpathAndWithoutStandardInput() throws Exception {
        assertThat(output("bash bench/build-compare <&-"))
                .isEqualTo("build-compare: expected two launchers: build-compare OLD NEW [TEST...]\n");
    }

    @Test
    void timesArePrintedWithCdpathAndWithoutSigpipe() throws Exception {
        assertThat(output("trap '' PIPE; bash .ci/times 1; echo $?"))
                .contains("app             2        0       4.0\n")
                .endsWith("      2.5  app a.SecondTest\n0\n");
    }
}
