package dev.latchkey.spring.boot.starter;

import dev.latchkey.client.Latchkey;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Configures the metrics of the client, if the application has Micrometer. */
@AutoConfiguration(after = LatchkeyAutoConfiguration.class)
@ConditionalOnClass(MeterBinder.class)
@ConditionalOnBean(Latchkey.class)
public final class LatchkeyMetricsAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(name = "latchkeyMetrics")
    MeterBinder latchkeyMetrics(Latchkey latchkey) {
        return new LatchkeyMetrics(latchkey);
    }
}
