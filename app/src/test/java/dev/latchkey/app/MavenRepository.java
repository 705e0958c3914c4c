package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.app.design.ProjectFolder;
import dev.latchkey.app.design.PublishedArtifacts;
import dev.latchkey.server.stats.ServerVersion;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Maven repository with the published artifacts as this build has made them, and a project that uses it. Everything of other
 * projects comes from the local repository of this build, and nothing is written there: the project has a local repository of its own,
 * and no access to the network.
 */
final class MavenRepository {

    private static final int MINUTES_MAX = 10;
    private static final Pattern PATH = Pattern.compile("(.+)/([^/]+)/([^/]+)/[^/]+\\.jar");

    private final Path folder;

    private MavenRepository(Path folder) {
        this.folder = folder;
    }

    /** Creates the repository and the settings of Maven in {@code folder}, which is also the directory of the project. */
    static MavenRepository create(Path folder) throws IOException {
        Path root = ProjectFolder.root();
        publish(folder, "latchkey", root.resolve("pom.xml"));
        publish(folder, "latchkey-bom", root.resolve("bom/pom.xml"));
        for (String artifact : PublishedArtifacts.ofBom()) {
            publish(folder, artifact, root.resolve(PublishedArtifacts.folder(artifact) + "/pom.xml"));
            Files.copy(PublishedJarsIT.jar(artifact), place(folder, artifact, "jar"));
        }
        write(folder, "settings.xml", settings(folder));
        return new MavenRepository(folder);
    }

    private static void publish(Path folder, String artifact, Path pom) throws IOException {
        Path place = place(folder, artifact, "pom");
        Files.createDirectories(Objects.requireNonNull(place.getParent()));
        Files.copy(pom, place);
    }

    private static Path place(Path folder, String artifact, String type) {
        String version = ServerVersion.VERSION;
        return folder.resolve(
                "published/dev/latchkey/" + artifact + "/" + version + "/" + artifact + "-" + version + "." + type);
    }

    /** The local repository of the build that runs this test; surefire passes it. */
    private static Path thirdParty() {
        String passed = System.getProperty("localRepository");
        return passed != null ? Path.of(passed) : Path.of(System.getProperty("user.home"), ".m2/repository");
    }

    private static String settings(Path folder) {
        return """
                <settings>
                  <localRepository>%s</localRepository>
                  <mirrors>
                    <mirror><id>third-party</id><mirrorOf>*,!latchkey</mirrorOf><url>%s</url></mirror>
                  </mirrors>
                  <profiles><profile>
                    <id>latchkey</id>
                    <repositories><repository><id>latchkey</id><url>%s</url></repository></repositories>
                  </profile></profiles>
                  <activeProfiles><activeProfile>latchkey</activeProfile></activeProfiles>
                </settings>
                """.formatted(
                local(folder), thirdParty().toUri(), folder.resolve("published").toUri());
    }

    private static Path local(Path folder) {
        return folder.resolve("local");
    }

    void write(String name, String text) throws IOException {
        write(folder, name, text);
    }

    static void write(Path folder, String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, text);
    }

    /** Runs Maven in the directory of the project. */
    void maven(String... goals) throws IOException, InterruptedException {
        Path output = folder.resolve("output.txt");
        List<String> command = Stream.concat(
                        Stream.of(
                                "mvn",
                                "-q",
                                "-B",
                                "-s",
                                folder.resolve("settings.xml").toString()),
                        Stream.of(goals))
                .toList();
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("MAVEN_") || name.equals("JAVA_TOOL_OPTIONS"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("MAVEN_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
        Process maven = builder.start();
        try {
            assertThat(maven.waitFor(MINUTES_MAX, TimeUnit.MINUTES))
                    .as("Maven exits")
                    .isTrue();
        } finally {
            maven.descendants().forEach(ProcessHandle::destroyForcibly);
            maven.destroyForcibly();
        }
        assertThat(maven.exitValue()).as(Files.readString(output)).isZero();
    }

    /** The jar of a project. */
    Path jar(String project) {
        return folder.resolve(project + "/target/" + project + "-1.jar");
    }

    private List<String> classPathEntries(String project) throws IOException {
        try (JarFile jar = new JarFile(jar(project).toFile())) {
            return List.of(
                    jar.getManifest().getMainAttributes().getValue("Class-Path").split(" "));
        }
    }

    /** The dependencies of a project at run time, as group:artifact:version. */
    List<String> dependencies(String project) throws IOException {
        return classPathEntries(project).stream()
                .map(entry -> PATH.matcher(entry)
                        .replaceFirst(parts ->
                                parts.group(1).replace('/', '.') + ":" + parts.group(2) + ":" + parts.group(3)))
                .toList();
    }

    /** The jars of the dependencies of a project. */
    String dependencyPath(String project) throws IOException {
        return classPathEntries(project).stream()
                .map(entry -> local(folder).resolve(entry).toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** The jar of a project and those of its dependencies. */
    String classPath(String project) throws IOException {
        return jar(project) + File.pathSeparator + dependencyPath(project);
    }
}
