package dev.latchkey.spring.boot.starter;

import dev.latchkey.client.Latchkey;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** Configures the health indicator {@code latchkey}, if the application has health indicators. */
@AutoConfiguration(after = LatchkeyAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(Latchkey.class)
@ConditionalOnEnabledHealthIndicator("latchkey")
public final class LatchkeyHealthAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(name = "latchkeyHealthIndicator")
    HealthIndicator latchkeyHealthIndicator(Latchkey latchkey, LatchkeyProperties properties) {
        return new LatchkeyHealthIndicator(
                latchkey.clerk().withDeadline(properties.getHealth().getTimeout()));
    }
}
