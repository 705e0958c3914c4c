package dev.latchkey.spring.boot.starter;

import dev.latchkey.client.Latchkey;
import dev.latchkey.shedlock.LatchkeyLockProvider;
import net.javacrumbs.shedlock.core.LockProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Configures the lock provider for ShedLock, if {@code latchkey-shedlock} is present. */
@AutoConfiguration(after = LatchkeyAutoConfiguration.class)
@ConditionalOnClass({LockProvider.class, LatchkeyLockProvider.class})
@ConditionalOnBean(Latchkey.class)
public final class LatchkeyShedLockAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(LockProvider.class)
    LatchkeyLockProvider latchkeyLockProvider(Latchkey latchkey, LatchkeyProperties properties) {
        return new LatchkeyLockProvider(latchkey, properties.getShedlock().getPrefix());
    }
}
