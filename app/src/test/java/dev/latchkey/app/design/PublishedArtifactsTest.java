package dev.latchkey.app.design;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** The BOM lists what is published, and the poms of what is published say what a repository requires. */
final class PublishedArtifactsTest {

    private final Element parent = PublishedArtifacts.pom("pom.xml");
    private final Element bom = PublishedArtifacts.pom("bom/pom.xml");

    @Test
    void bomListsTheModulesThatAreDeployed() {
        List<String> deployed = Poms.children(Poms.children(parent, "modules").get(0), "module").stream()
                .map(Element::getTextContent)
                .filter(module -> !module.equals("bom"))
                .filter(module -> !PublishedArtifacts.property(
                                PublishedArtifacts.pom(module + "/pom.xml"), "maven.deploy.skip")
                        .equals("true"))
                .map(module -> "latchkey-" + module)
                .toList();
        assertThat(PublishedArtifacts.ofBom()).containsExactlyInAnyOrderElementsOf(deployed);
    }

    @Test
    void bomManagesNothingElseAndHasOneVersion() {
        assertThat(PublishedArtifacts.managed()).allSatisfy(dependency -> {
            assertThat(Poms.text(dependency, "groupId")).isEqualTo("dev.latchkey");
            assertThat(Poms.text(dependency, "version")).isEqualTo("${project.version}");
        });
        assertThat(Poms.children(bom, "parent")).isEmpty();
    }

    /** The BOM cannot inherit them. */
    @Test
    void bomHasTheVersionAndThePluginsOfTheParent() {
        for (String name : List.of("groupId", "version", "inceptionYear", "licenses", "developers")) {
            assertThat(Poms.text(bom, name)).as(name).isNotEmpty().isEqualTo(Poms.text(parent, name));
        }
        assertThat(plugins(parent)).containsAllEntriesOf(plugins(bom));
        assertThat(plugins(bom)).isNotEmpty();
    }

    /** The plugins with a version, whether managed or used. */
    private static Map<String, String> plugins(Element pom) {
        Element build = Poms.children(pom, "build").get(0);
        Element management = Poms.children(build, "pluginManagement").get(0);
        Map<String, String> versions = new TreeMap<>();
        Stream.of(management, build)
                .flatMap(parent -> Poms.children(parent, "plugins").stream())
                .flatMap(plugins -> Poms.children(plugins, "plugin").stream())
                .filter(plugin -> !Poms.text(plugin, "version").isEmpty())
                .forEach(plugin -> versions.put(Poms.text(plugin, "artifactId"), Poms.text(plugin, "version")));
        return versions;
    }

    @Test
    void everyPublishedPomHasANameAndADescription() {
        for (String artifact : PublishedArtifacts.ofBom()) {
            Element pom = PublishedArtifacts.pom(PublishedArtifacts.folder(artifact) + "/pom.xml");
            assertThat(Poms.text(pom, "artifactId")).isEqualTo(artifact);
            assertThat(Poms.text(pom, "name")).as(artifact).isNotEmpty();
            assertThat(Poms.text(pom, "description")).as(artifact).isNotEmpty();
        }
    }

    /** The name in the manifest is for modules with dependencies that are no Java modules, and for internal ones. */
    @Test
    void everyPublishedModuleHasADescriptorOrANameInItsManifestAndNoOtherModuleHas() {
        List<String> folders = PublishedArtifacts.ofBom().stream()
                .map(PublishedArtifacts::folder)
                .toList();
        List<String> named = new ArrayList<>();
        for (Path module : ProjectFolder.modules()) {
            String folder = module.getFileName().toString();
            String inManifest = PublishedArtifacts.property(PublishedArtifacts.pom(folder + "/pom.xml"), "module.name");
            boolean hasDescriptor = Files.exists(module.resolve("src/main/java/module-info.java"));
            assertThat(hasDescriptor && !inManifest.isEmpty()).as(folder).isFalse();
            if (hasDescriptor) {
                named.add(folder);
            } else if (!inManifest.isEmpty()) {
                assertThat(inManifest).isEqualTo(ModuleDependencies.packageOf(folder));
                named.add(folder);
            }
        }
        assertThat(named).containsExactlyInAnyOrderElementsOf(folders);
    }

    @Test
    void pageNamesTheVersionsOfTheBuild() {
        String page = ProjectFolder.text("docs/java.md");
        String version = Poms.text(parent, "version");
        assertThat(page)
                .contains("dev.latchkey:latchkey-bom:" + version, "<version>" + version + "</version>")
                .contains("run with " + short3(PublishedArtifacts.property(parent, "netty.version")) + " and with "
                        + short3(PublishedArtifacts.property(parent, "netty41.version")));
    }

    private static String short3(String version) {
        return version.replace(".Final", "");
    }
}
