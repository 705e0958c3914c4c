package dev.latchkey.app.design;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

/** A user of the client gets seams, tls, core, wire, client and Netty as dependencies and nothing else; SLF4J is optional. */
final class ClientDependenciesTest {

    @ParameterizedTest
    @ValueSource(strings = {"seams/pom.xml", "tls/pom.xml", "core/pom.xml", "wire/pom.xml", "client/pom.xml"})
    void clientDependsOnlyOnItsOwnModulesAndNetty(String pom) throws Exception {
        assertThat(runtimeDependencies(ProjectFolder.text(pom)))
                .allMatch(dependency -> dependency.matches("dev\\.latchkey:latchkey-(seams|tls|core|wire)")
                        || dependency.startsWith("io.netty:"));
    }

    @Test
    void parentAddsNoRuntimeDependency() throws Exception {
        assertThat(runtimeDependencies(ProjectFolder.text("pom.xml"))).isEmpty();
    }

    @Test
    void slf4jIsTheOnlyOptionalDependency() throws Exception {
        assertThat(dependencies(ProjectFolder.text("client/pom.xml"))
                        .filter(dependency -> Poms.text(dependency, "optional").equals("true"))
                        .map(dependency -> Poms.text(dependency, "artifactId")))
                .containsExactly("slf4j-api");
    }

    @Test
    void runtimeDependencyIsDetected() throws Exception {
        assertThat(runtimeDependencies("""
                        <project><dependencies>
                          <dependency><groupId>a</groupId><artifactId>b</artifactId></dependency>
                          <dependency><groupId>c</groupId><artifactId>d</artifactId><scope>runtime</scope></dependency>
                          <dependency><groupId>e</groupId><artifactId>f</artifactId><scope>test</scope></dependency>
                          <dependency><groupId>g</groupId><artifactId>h</artifactId><optional>true</optional></dependency>
                        </dependencies></project>
                        """)).containsExactly("a:b", "c:d");
    }

    /** The dependencies that users of a pom get, excluding managed ones. */
    private static List<String> runtimeDependencies(String pom) throws Exception {
        return dependencies(pom)
                .filter(dependency -> !Poms.text(dependency, "optional").equals("true"))
                .filter(dependency -> !List.of("test", "provided").contains(Poms.text(dependency, "scope")))
                .map(dependency -> Poms.text(dependency, "groupId") + ":" + Poms.text(dependency, "artifactId"))
                .toList();
    }

    private static Stream<Element> dependencies(String pom) throws Exception {
        return Poms.children(Poms.parse(pom), "dependencies").stream()
                .flatMap(list -> Poms.children(list, "dependency").stream());
    }
}
