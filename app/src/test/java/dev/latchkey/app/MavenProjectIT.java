package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.app.design.ProjectFolder;
import dev.latchkey.app.foreign.Program;
import dev.latchkey.app.foreign.ServedNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Maven projects of other people that depend on the client: they compile without warnings, get the documented dependencies, and
 * talk to a server, from the class path and from the module path, with the Netty of the client and with the Netty 4.1 that they pin.
 */
final class MavenProjectIT {

    private static final String PAGE = ProjectFolder.text("docs/java.md");
    private static final String POM = ProjectFolder.text("pom.xml");
    private static final String NETTY_41 = inParent("<netty41.version>(.*?)</netty41.version>");
    private static final String MAIN = "shop.First";

    /** What the first program of the page prints: it creates its key, so the server of each run is a new one. */
    private static final String PRINTED = "blue is version 2\n";

    private final Path folder;

    MavenProjectIT(@TempDir Path folder) {
        this.folder = folder;
    }

    private static String inParent(String pattern) {
        return first(POM, pattern);
    }

    private static String first(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(text);
        assertThat(matcher.find()).as(pattern).isTrue();
        return matcher.group(1);
    }

    private static String plugin(String name) {
        return inParent("<artifactId>maven-" + name + "-plugin</artifactId>\\s*<version>(.*?)</version>");
    }

    @Test
    void projectsCompileAndRunWithTheDocumentedDependencies() throws Exception {
        assumeTrue(Program.isOnPath("mvn"), "skipped: mvn is not on the PATH");
        MavenRepository repository = MavenRepository.create(folder);
        write("plain", "", "module shop {\n    requires dev.latchkey.client;\n}\n");
        write("pinned", pinned(), "");
        repository.write(
                "pom.xml", pom("shop", "pom", "<modules><module>plain</module><module>pinned</module></modules>"));
        repository.maven(
                "org.apache.maven.plugins:maven-compiler-plugin:" + plugin("compiler") + ":compile",
                "org.apache.maven.plugins:maven-jar-plugin:" + plugin("jar") + ":jar");

        List<String> documented = first(PAGE, "<!-- compared by MavenProjectIT -->\n```\n(.*?)```")
                .lines()
                .toList();
        assertThat(repository.dependencies("plain")).containsExactlyInAnyOrderElementsOf(documented);
        assertThat(repository.dependencies("pinned"))
                .containsExactlyInAnyOrderElementsOf(
                        documented.stream().map(MavenProjectIT::of41).toList());

        assertThat(printed("-cp", repository.classPath("plain"), MAIN)).isEqualTo(PRINTED);
        assertThat(printed("-p", repository.classPath("plain"), "-m", "shop/" + MAIN))
                .isEqualTo(PRINTED);
        assertThat(printed("-cp", repository.classPath("pinned"), MAIN)).isEqualTo(PRINTED);
        assertThat(printed(
                        "-p",
                        repository.dependencyPath("pinned"),
                        "--add-modules",
                        "dev.latchkey.client",
                        "-cp",
                        repository.jar("pinned").toString(),
                        MAIN))
                .isEqualTo(PRINTED);
    }

    /** The artifact of Netty 4.1 that takes the place of one of 4.2. */
    private static String of41(String artifact) {
        return artifact.replaceFirst("(io.netty:.*:).*", "$1" + NETTY_41)
                .replace(":netty-codec-base:", ":netty-codec:");
    }

    /** The output of a run of the program against a new server. */
    private static String printed(String... options) {
        try (ServedNode node = ServedNode.open()) {
            List<String> command = new ArrayList<>(List.of(
                    TestProcess.java(), "-XX:TieredStopAtLevel=1", "-Dserver=" + ServedNode.HOST + ":" + node.port()));
            command.addAll(List.of(options));
            try (LatchkeyProcess process = LatchkeyProcess.start(Map.of(), command)) {
                LatchkeyProcess.Result result = process.end();
                assertThat(result.exitCode()).as(result.err()).isZero();
                return result.out();
            }
        }
    }

    private void write(String project, String managed, String module) throws IOException {
        String dependencies = first(PAGE, "<!-- used by MavenProjectIT -->\n```xml\n(.*?)```");
        // Why the first: it is that of dependencyManagement.
        String content = dependencies.replaceFirst("<dependencies>", "<dependencies>" + managed);
        MavenRepository.write(folder.resolve(project), "pom.xml", pom(project, "jar", content));
        String example = first(PAGE, "## First program.*?```java\n(.*?)```")
                .replace("\"127.0.0.1:5625\"", "System.getProperty(\"server\")");
        MavenRepository.write(
                folder.resolve(project),
                "src/main/java/shop/First.java",
                "package shop;\n" + JavaExamples.program("First", example));
        if (!module.isEmpty()) {
            MavenRepository.write(folder.resolve(project), "src/main/java/module-info.java", module);
        }
    }

    private static String pinned() {
        StringBuilder managed = new StringBuilder();
        Stream.of("buffer", "codec", "common", "handler", "resolver", "transport", "transport-native-unix-common")
                .forEach(name -> managed.append("<dependency><groupId>io.netty</groupId><artifactId>netty-" + name
                        + "</artifactId><version>" + NETTY_41 + "</version></dependency>\n"));
        return managed.toString();
    }

    private static String pom(String artifact, String packaging, String content) {
        return """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>shop</groupId>
                  <artifactId>%s</artifactId>
                  <version>1</version>
                  <packaging>%s</packaging>
                  <properties>
                    <maven.compiler.release>17</maven.compiler.release>
                    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
                  </properties>
                  %s
                  <build><plugins>
                    <plugin>
                      <artifactId>maven-compiler-plugin</artifactId>
                      <version>%s</version>
                      <configuration>
                        <showWarnings>true</showWarnings>
                        <failOnWarning>true</failOnWarning>
                        <compilerArgs><arg>-Xlint:all</arg></compilerArgs>
                      </configuration>
                    </plugin>
                    <plugin>
                      <artifactId>maven-jar-plugin</artifactId>
                      <version>%s</version>
                      <configuration>
                        <skipIfEmpty>true</skipIfEmpty>
                        <archive><manifest>
                          <addClasspath>true</addClasspath>
                          <classpathLayoutType>repository</classpathLayoutType>
                        </manifest></archive>
                      </configuration>
                    </plugin>
                  </plugins></build>
                </project>
                """.formatted(artifact, packaging, content, plugin("compiler"), plugin("jar"));
    }
}
