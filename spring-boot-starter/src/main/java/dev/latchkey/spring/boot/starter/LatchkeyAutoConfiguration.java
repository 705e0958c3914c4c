package dev.latchkey.spring.boot.starter;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.tls.ClientTls;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;

/**
 * Configures the client. It connects in the background, so an application starts without the server. When the application shuts down, the
 * client releases its locks, waits for the outcomes of writes that were sent, and closes its sessions, for at most 5 s.
 */
@AutoConfiguration(after = SslAutoConfiguration.class)
@EnableConfigurationProperties(LatchkeyProperties.class)
public final class LatchkeyAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(LatchkeyConnectionDetails.class)
    LatchkeyConnectionDetails latchkeyConnectionDetails(
            LatchkeyProperties properties, ObjectProvider<SslBundles> bundles) {
        return new PropertiesLatchkeyConnectionDetails(properties, bundles.getIfAvailable());
    }

    @Bean
    @ConditionalOnMissingBean
    ClientConfig latchkeyClientConfig(
            LatchkeyConnectionDetails details,
            LatchkeyProperties properties,
            ObjectProvider<LatchkeyClientCustomizer> customizers) {
        try {
            ClientConfig config = ClientConfig.of(String.join(",", details.getAddresses()))
                    .withDeadline(properties.getDeadline())
                    .withAnswerTimeout(properties.getAnswerTimeout())
                    .withConnections(properties.getConnections())
                    .withSessionTtl(properties.getSessionTtl());
            ClientConfig secured = secured(config, details);
            for (LatchkeyClientCustomizer customizer :
                    customizers.orderedStream().toList()) {
                secured = customizer.customize(secured);
            }
            return secured;
        } catch (IllegalArgumentException e) {
            throw new LatchkeySettingsException(String.valueOf(e.getMessage()), e);
        }
    }

    private static ClientConfig secured(ClientConfig plain, LatchkeyConnectionDetails details) {
        ClientConfig config = plain;
        String username = details.getUsername();
        if (username != null) {
            config = config.withUser(username);
        }
        String password = details.getPassword();
        if (password != null) {
            config = config.withPassword(password);
        }
        SslBundle bundle = details.getSslBundle();
        return bundle == null ? config : config.withTls(ClientTls.of(bundle.createSslContext()));
    }

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    Latchkey latchkey(ClientConfig latchkeyClientConfig) {
        return Latchkey.connect(latchkeyClientConfig);
    }

    @Bean
    @ConditionalOnMissingBean
    Clerk latchkeyClerk(Latchkey latchkey) {
        return latchkey.clerk();
    }
}
