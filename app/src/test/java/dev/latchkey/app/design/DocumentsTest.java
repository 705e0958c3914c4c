package dev.latchkey.app.design;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The files and classes that the documents refer to exist. */
final class DocumentsTest {

    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");

    /** A class in code, optionally with a path or a member: core/.../Command, Conversation.Line, Clerk.put. */
    private static final Pattern CLASS = Pattern.compile("`(?:[\\w.]+/)*([A-Z][A-Z]*[a-z]\\w*)(?:\\.(\\w+))?[^`\\s]*`");

    /** The packages of the JDK whose classes the documents may name. */
    private static final List<String> JDK = List.of("java.lang.", "java.util.", "java.util.random.", "java.security.");

    private static List<Path> documents() throws IOException {
        Path root = ProjectFolder.root();
        try (Stream<Path> docs = Files.list(root.resolve("docs"))) {
            return Stream.concat(
                            Stream.of(root.resolve("README.md"), root.resolve("ARCHITECTURE.md")),
                            docs.filter(file -> file.toString().endsWith(".md")).sorted())
                    .toList();
        }
    }

    @Test
    void everyRelativeLinkPointsToAFile() throws IOException {
        List<String> dead = new ArrayList<>();
        int links = 0;
        for (Path document : documents()) {
            for (MatchResult match :
                    LINK.matcher(Files.readString(document)).results().toList()) {
                String target = match.group(1).split("#", 2)[0];
                if (!target.contains(":") && !target.isEmpty()) {
                    links++;
                    if (!Files.exists(document.resolveSibling(target))) {
                        dead.add(document.getFileName() + " links to " + target);
                    }
                }
            }
        }
        assertThat(dead).isEmpty();
        assertThat(links).isPositive();
    }

    @Test
    void everyClassThatTheArchitectureNamesExists() throws IOException {
        List<SourceFile> sources = ProjectFolder.sources();
        List<String> missing = new ArrayList<>();
        int classes = 0;
        for (MatchResult match :
                CLASS.matcher(ProjectFolder.text("ARCHITECTURE.md")).results().toList()) {
            classes++;
            if (!exists(match.group(1), Optional.ofNullable(match.group(2)), sources)) {
                missing.add(match.group());
            }
        }
        assertThat(missing).isEmpty();
        assertThat(classes).isPositive();
    }

    private static boolean exists(String name, Optional<String> member, List<SourceFile> sources) throws IOException {
        Optional<SourceFile> source = sources.stream()
                .filter(file -> file.className().endsWith("." + name))
                .findFirst();
        if (source.isPresent()) {
            return member.isEmpty() || source.get().code().contains(member.get());
        }
        Pattern nested = Pattern.compile("\\b(?:class|record|enum|interface) " + name + "\\b");
        return sources.stream().anyMatch(file -> nested.matcher(file.code()).find())
                || JDK.stream().anyMatch(java -> isThere(java + name))
                || isTest(name);
    }

    private static boolean isThere(String className) {
        try {
            return Class.forName(className) != null;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static boolean isTest(String name) throws IOException {
        try (Stream<Path> files = Files.walk(ProjectFolder.root().resolve("app/src/test/java"))) {
            return files.anyMatch(file -> file.getFileName().toString().equals(name + ".java"));
        }
    }

    @Test
    void classThatDoesNotExistIsFound() throws IOException {
        List<SourceFile> sources = ProjectFolder.sources();
        assertThat(exists("StateMachine", Optional.of("apply"), sources)).isTrue();
        assertThat(exists("StateMachine", Optional.of("frobnicate"), sources)).isFalse();
        assertThat(exists("StateEngine", Optional.empty(), sources)).isFalse();
        assertThat(CLASS.matcher("`core/.../Command`, `Clerk.put`, `GET`, `mvn verify`")
                        .results())
                .extracting(match -> match.group(1))
                .containsExactly("Command", "Clerk");
    }
}
