package dev.latchkey.spring.boot.starter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.io.support.SpringFactoriesLoader;

/** What Spring Boot and editors read from the jar. */
final class StarterMetadataTest {

    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(
                StarterMetadataTest.class.getClassLoader().getResourceAsStream("META-INF/" + name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void everyPropertyHasADescription() throws IOException {
        String metadata = resource("spring-configuration-metadata.json");
        List<String> names = Pattern.compile(
                        "\"name\": \"(latchkey\\.[a-z.-]+)\",\\s*\"type\": \"[^\"]+\",\\s*\"description\"")
                .matcher(metadata)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
        assertThat(names)
                .containsExactlyInAnyOrder(
                        "latchkey.addresses",
                        "latchkey.username",
                        "latchkey.password",
                        "latchkey.deadline",
                        "latchkey.answer-timeout",
                        "latchkey.connections",
                        "latchkey.session-ttl",
                        "latchkey.ssl.enabled",
                        "latchkey.ssl.bundle",
                        "latchkey.health.timeout",
                        "latchkey.lock-registry.prefix",
                        "latchkey.lock-registry.ttl",
                        "latchkey.shedlock.prefix");
        assertThat(metadata).contains("management.health.latchkey.enabled");
    }

    @Test
    void autoConfigurationsAndFailureAnalyzerAreRegistered() {
        assertThat(ImportCandidates.load(
                        org.springframework.boot.autoconfigure.AutoConfiguration.class,
                        getClass().getClassLoader()))
                .contains(LatchkeyAutoConfiguration.class.getName(), LatchkeyHealthAutoConfiguration.class.getName())
                .filteredOn(name -> name.startsWith("dev.latchkey."))
                .hasSize(5);
        assertThat(SpringFactoriesLoader.forDefaultResourceLocation()
                        .load(FailureAnalyzer.class, (type, name, failure) -> {}))
                .hasAtLeastOneElementOfType(LatchkeySettingsFailureAnalyzer.class);
    }
}
