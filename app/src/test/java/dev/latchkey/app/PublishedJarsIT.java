package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.app.design.ProjectFolder;
import dev.latchkey.app.design.PublishedArtifacts;
import dev.latchkey.server.stats.ServerVersion;
import java.io.File;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.lang.module.ResolvedModule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The published jars are Java modules that can be used from the module path. */
final class PublishedJarsIT {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(latchkey-[\\w-]+)` \\| `([\\w.]+)` \\|$");

    /** The jar of a published artifact, as the build has made it. */
    static Path jar(String artifact) {
        return ProjectFolder.root()
                .resolve(PublishedArtifacts.folder(artifact))
                .resolve("target/" + artifact + "-" + ServerVersion.VERSION + ".jar");
    }

    private static Stream<Path> libraries() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(path -> path.getFileName().toString().matches("(netty|jackson-core|slf4j-api).*\\.jar"));
    }

    private static ModuleDescriptor descriptor(String artifact) {
        return ModuleFinder.of(jar(artifact)).findAll().stream()
                .map(ModuleReference::descriptor)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void modulesHaveTheNamesThatAreDocumented() {
        Map<String, String> documented = ROW.matcher(ProjectFolder.text("docs/java.md"))
                .results()
                .collect(Collectors.toMap(row -> row.group(1), row -> row.group(2)));
        Map<String, String> built = new TreeMap<>();
        for (String artifact : PublishedArtifacts.ofBom()) {
            built.put(artifact, descriptor(artifact).name());
        }
        assertThat(built).isEqualTo(new TreeMap<>(documented));
    }

    /** Resolution also fails if a module is missing, or if two modules have the same package. */
    @Test
    void modulesResolveTogether() {
        List<Path> path = new ArrayList<>(libraries().toList());
        PublishedArtifacts.ofBom().forEach(artifact -> path.add(jar(artifact)));
        Configuration resolved = ModuleLayer.boot()
                .configuration()
                .resolve(
                        ModuleFinder.of(path.toArray(Path[]::new)),
                        ModuleFinder.of(),
                        Set.of("dev.latchkey.client", "dev.latchkey.check"));
        assertThat(resolved.modules().stream().map(ResolvedModule::name))
                .contains(
                        "dev.latchkey.client",
                        "dev.latchkey.core",
                        "dev.latchkey.seams",
                        "dev.latchkey.wire",
                        "dev.latchkey.check",
                        "io.netty.transport")
                .doesNotContain("org.slf4j", "org.jspecify");
    }

    @Test
    void everyPackageOfTheClientIsExportedAndOnlyTheApiOfTheCore() {
        assertThat(exports("latchkey-client"))
                .isEqualTo(Set.copyOf(descriptor("latchkey-client").packages()));
        assertThat(exports("latchkey-core")).containsExactly("dev.latchkey.core");
    }

    private static Set<String> exports(String artifact) {
        return descriptor(artifact).exports().stream()
                .filter(export -> !export.isQualified())
                .map(ModuleDescriptor.Exports::source)
                .collect(Collectors.toSet());
    }
}
