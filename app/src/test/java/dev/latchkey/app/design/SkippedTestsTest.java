package dev.latchkey.app.design;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** A build without tests, such as that of the launcher, runs none, even if tests were compiled before. */
final class SkippedTestsTest {

    private static final Pattern OWN_SKIP = Pattern.compile("<skip>\\$\\{(\\w+\\.skip)}</skip>");

    private final Element parent = PublishedArtifacts.pom("pom.xml");

    @Test
    void everyExecutionWithASkipOfItsOwnIsSkippedByMavenTestSkip() {
        List<String> own = new ArrayList<>();
        for (String pom : List.of("pom.xml", "client/pom.xml", "app/pom.xml")) {
            OWN_SKIP.matcher(ProjectFolder.text(pom))
                    .results()
                    .map((MatchResult skip) -> skip.group(1))
                    .filter(name -> !name.startsWith("maven."))
                    .forEach(own::add);
        }
        assertThat(own).contains("interleavings.skip", "netty41.skip", "distribution.skip");
        assertThat(own).allSatisfy(name -> assertThat(PublishedArtifacts.property(noTests(), name))
                .as(name)
                .isEqualTo("true"));
    }

    @Test
    void profileIsActivatedByMavenTestSkip() {
        Element property = Poms.children(Poms.children(noTests(), "activation").get(0), "property")
                .get(0);
        assertThat(Poms.text(property, "name")).isEqualTo("maven.test.skip");
        assertThat(Poms.text(property, "value")).isEqualTo("true");
    }

    private Element noTests() {
        return Poms.children(Poms.children(parent, "profiles").get(0), "profile").stream()
                .filter(profile -> Poms.text(profile, "id").equals("no-tests"))
                .findFirst()
                .orElseThrow();
    }
}
