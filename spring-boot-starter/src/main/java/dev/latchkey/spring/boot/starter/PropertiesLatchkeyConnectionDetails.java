package dev.latchkey.spring.boot.starter;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/** The connection details that the properties give. */
final class PropertiesLatchkeyConnectionDetails implements LatchkeyConnectionDetails {

    private final LatchkeyProperties properties;
    private final @Nullable SslBundles bundles;

    PropertiesLatchkeyConnectionDetails(LatchkeyProperties properties, @Nullable SslBundles bundles) {
        this.properties = properties;
        this.bundles = bundles;
    }

    @Override
    public List<String> getAddresses() {
        return properties.getAddresses();
    }

    @Override
    public @Nullable String getUsername() {
        return properties.getUsername();
    }

    @Override
    public @Nullable String getPassword() {
        return properties.getPassword();
    }

    @Override
    public @Nullable SslBundle getSslBundle() {
        LatchkeyProperties.Ssl ssl = properties.getSsl();
        if (!ssl.isEnabled()) {
            return null;
        }
        String name = ssl.getBundle();
        if (name == null) {
            return SslBundle.systemDefault();
        }
        if (bundles == null) {
            throw new LatchkeySettingsException(
                    "latchkey.ssl.bundle is '" + name + "', but the application has no SSL bundles", null);
        }
        return bundles.getBundle(name);
    }
}
