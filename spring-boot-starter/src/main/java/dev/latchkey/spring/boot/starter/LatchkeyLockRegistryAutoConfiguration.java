package dev.latchkey.spring.boot.starter;

import dev.latchkey.client.Latchkey;
import dev.latchkey.spring.integration.LatchkeyLockRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.integration.support.locks.LockRegistry;

/** Configures the lock registry for Spring Integration, if {@code latchkey-spring-integration} is present. */
@AutoConfiguration(after = LatchkeyAutoConfiguration.class)
@ConditionalOnClass({LockRegistry.class, LatchkeyLockRegistry.class})
@ConditionalOnBean(Latchkey.class)
public final class LatchkeyLockRegistryAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(LockRegistry.class)
    LatchkeyLockRegistry latchkeyLockRegistry(Latchkey latchkey, LatchkeyProperties properties) {
        LatchkeyProperties.LockRegistry settings = properties.getLockRegistry();
        return new LatchkeyLockRegistry(latchkey, settings.getPrefix(), settings.getTtl());
    }
}
