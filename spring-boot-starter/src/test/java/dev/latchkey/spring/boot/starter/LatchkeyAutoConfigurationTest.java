package dev.latchkey.spring.boot.starter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.client.lock.Held;
import dev.latchkey.core.Version;
import dev.latchkey.shedlock.LatchkeyLockProvider;
import dev.latchkey.spring.integration.LatchkeyLockRegistry;
import dev.latchkey.test.LatchkeyServer;
import dev.latchkey.test.LatchkeyTest;
import dev.latchkey.test.Pause;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import net.javacrumbs.shedlock.core.LockProvider;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.integration.support.locks.LockRegistry;

/** The beans, in real application contexts that talk to a real server. */
@LatchkeyTest
final class LatchkeyAutoConfigurationTest {

    private final LatchkeyServer server;
    private final ApplicationContextRunner runner;

    LatchkeyAutoConfigurationTest(LatchkeyServer server) {
        this.server = server;
        runner = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        SslAutoConfiguration.class,
                        LatchkeyAutoConfiguration.class,
                        LatchkeyHealthAutoConfiguration.class,
                        LatchkeyMetricsAutoConfiguration.class,
                        LatchkeyLockRegistryAutoConfiguration.class,
                        LatchkeyShedLockAutoConfiguration.class))
                .withPropertyValues("latchkey.addresses=" + server.address());
    }

    @Test
    void clientTalksToTheServerOfTheProperties() {
        runner.withPropertyValues(
                        "latchkey.deadline=7s",
                        "latchkey.answer-timeout=3s",
                        "latchkey.connections=2",
                        "latchkey.session-ttl=20s",
                        "latchkey.username=ada",
                        "latchkey.password=secret",
                        "latchkey.lock-registry.prefix=mine/",
                        "latchkey.shedlock.prefix=jobs/")
                .run(context -> {
                    ClientConfig config = context.getBean(ClientConfig.class);
                    assertThat(config.deadline()).isEqualTo(Duration.ofSeconds(7));
                    assertThat(config.answerTimeout()).isEqualTo(Duration.ofSeconds(3));
                    assertThat(config.connections()).isEqualTo(2);
                    assertThat(config.sessionTtl()).isEqualTo(Duration.ofSeconds(20));
                    assertThat(config.user()).isEqualTo("ada");
                    assertThat(config.tls()).isEmpty();
                    assertThat(context).hasSingleBean(LatchkeyConnectionDetails.class);
                });
        runner.run(context -> {
            Clerk clerk = context.getBean(Clerk.class);
            assertThat(clerk.put("k", "v", Version.NONE).orThrow()).isEqualTo(Version.of(1));
            assertThat(context.getBean(Latchkey.class).clerk()).isSameAs(clerk);
        });
    }

    @Test
    void connectionDetailsTakeThePlaceOfTheProperties() {
        runner.withPropertyValues("latchkey.addresses=nowhere.invalid:1")
                .withBean(LatchkeyConnectionDetails.class, () -> () -> List.of(server.address()))
                .run(context ->
                        assertThat(context.getBean(Clerk.class).get("k")).isEmpty());
    }

    @Test
    void customizersChangeTheClient() {
        runner.withBean(LatchkeyClientCustomizer.class, () -> config -> config.withConnections(3))
                .run(context -> assertThat(context.getBean(ClientConfig.class).connections())
                        .isEqualTo(3));
    }

    @Test
    void beansOfTheApplicationTakePrecedence() {
        runner.withBean("own", Latchkey.class, server::latchkey).run(context -> {
            assertThat(context).hasSingleBean(Latchkey.class);
            assertThat(context.getBean(Latchkey.class)).isSameAs(server.latchkey());
        });
    }

    @Test
    void lockRegistryAndLockProviderAreThereIfTheirLibrariesAre() {
        runner.run(context -> {
            LockRegistry<?> registry = context.getBean(LockRegistry.class);
            assertThat(registry).isInstanceOf(LatchkeyLockRegistry.class);
            registry.executeLocked(
                    "a", () -> assertThat(server.latchkey().lock("spring/a").holder())
                            .isPresent());
            assertThat(context.getBean(LockProvider.class)).isInstanceOf(LatchkeyLockProvider.class);
        });
        runner.withClassLoader(new FilteredClassLoader(
                        LockRegistry.class, LockProvider.class, HealthIndicator.class, MeterBinder.class))
                .run(context -> {
                    assertThat(context).hasNotFailed().hasSingleBean(Clerk.class);
                    assertThat(context)
                            .doesNotHaveBean("latchkeyLockRegistry")
                            .doesNotHaveBean("latchkeyLockProvider")
                            .doesNotHaveBean("latchkeyHealthIndicator")
                            .doesNotHaveBean("latchkeyMetrics");
                });
    }

    private static Health healthOf(HealthIndicator indicator) {
        return Objects.requireNonNull(indicator.health());
    }

    @Test
    void healthIsThatOfTheServer() {
        runner.withPropertyValues("latchkey.health.timeout=300ms").run(context -> {
            context.getBean(Clerk.class).get("k");
            HealthIndicator indicator = context.getBean("latchkeyHealthIndicator", HealthIndicator.class);
            Health up = healthOf(indicator);
            while (!Status.UP.equals(up.getStatus())) {
                up = healthOf(indicator); // on a slow machine the first answer may come too late
            }
            assertThat(up.getDetails())
                    .containsEntry(
                            "store",
                            server.latchkey()
                                    .clerk()
                                    .storeId()
                                    .map(Object::toString)
                                    .orElseGet(() -> store()));
            try (Pause pause = server.pauseServer()) {
                assertThat(healthOf(indicator).getStatus()).isEqualTo(Status.DOWN);
            }
        });
        runner.withPropertyValues("management.health.latchkey.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean("latchkeyHealthIndicator"));
    }

    private String store() {
        server.latchkey().clerk().get("k");
        return server.latchkey().clerk().storeId().orElseThrow().toString();
    }

    @Test
    void metricsCountRetriesAndUnknownOutcomes() {
        runner.withBean(MeterRegistry.class, SimpleMeterRegistry::new).run(context -> {
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            context.getBeansOfType(MeterBinder.class).values().forEach(binder -> binder.bindTo(registry));
            Clerk clerk = context.getBean(Clerk.class);
            server.loseNextReply("PUT");
            clerk.put("k", "v", Version.NONE).orThrow();
            server.loseNextReply("PUT");
            assertThat(clerk.withoutSession().put("l", "v", Version.NONE)).isInstanceOf(PutOutcome.ErrMaybe.class);
            assertThat(registry.get("latchkey.client.retried.writes")
                            .functionCounter()
                            .count())
                    .isEqualTo(2);
            assertThat(registry.get("latchkey.client.unknown.outcomes")
                            .tag("cause", "refused")
                            .functionCounter()
                            .count())
                    .isEqualTo(1);
        });
    }

    @Test
    void shutdownReleasesLocksAndWaitsForWrites() {
        runner.run(context -> {
            Held held = context.getBean(Latchkey.class).lock("build").acquire();
            assertThat(server.latchkey().lock("build").holder()).contains(held.token());
            context.getBean(Clerk.class).put("first", "words", Version.NONE).orThrow();
            context.getBean(Clerk.class)
                    .async()
                    .put(dev.latchkey.core.Key.of("last"), dev.latchkey.core.Value.of("words"), Version.NONE);
            context.getSourceApplicationContext().close();
            assertThat(server.latchkey().lock("build").holder()).isEmpty();
            assertThat(server.latchkey().clerk().get("last")).isPresent();
        });
    }

    @Test
    void connectionsAreEncryptedByAnSslBundle() {
        runner.withPropertyValues("latchkey.ssl.enabled=true")
                .run(context ->
                        assertThat(context.getBean(ClientConfig.class).tls()).isPresent());
        runner.withPropertyValues(
                        "latchkey.ssl.bundle=mine",
                        "spring.ssl.bundle.jks.mine.truststore.location=file:" + System.getProperty("java.home")
                                + "/lib/security/cacerts")
                .run(context -> {
                    assertThat(context.getBean(ClientConfig.class).tls()).isPresent();
                    assertThat(context.getBean(LatchkeyConnectionDetails.class).getSslBundle())
                            .isNotNull();
                });
        runner.withPropertyValues("latchkey.ssl.bundle=absent")
                .run(context -> assertThat(context).getFailure().rootCause().hasMessageContaining("absent"));
        runner.withPropertyValues("latchkey.ssl.bundle=mine", "latchkey.ssl.enabled=false")
                .run(context ->
                        assertThat(context.getBean(ClientConfig.class).tls()).isEmpty());
    }

    /** The server of the test is not encrypted: the client does not fall back. */
    @Test
    void encryptedClientSendsNothingToAServerWithoutEncryption() {
        runner.withPropertyValues("latchkey.ssl.enabled=true", "latchkey.health.timeout=200ms")
                .run(context -> assertThat(healthOf(context.getBean("latchkeyHealthIndicator", HealthIndicator.class))
                                .getStatus())
                        .isEqualTo(Status.DOWN));
        assertThat(server.history().size()).isZero();
    }

    @Test
    void invalidSettingsAreExplained() {
        runner.withPropertyValues("latchkey.addresses=host:port").run(context -> {
            assertThat(context).hasFailed();
            var analysis =
                    new LatchkeySettingsFailureAnalyzer().analyze(Objects.requireNonNull(context.getStartupFailure()));
            assertThat(analysis).isNotNull();
            assertThat(analysis.getDescription())
                    .contains("settings of the Latchkey client are not valid", "host:port");
        });
    }
}
