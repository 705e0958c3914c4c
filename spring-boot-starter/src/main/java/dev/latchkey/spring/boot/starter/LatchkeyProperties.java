package dev.latchkey.spring.boot.starter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** The properties {@code latchkey.*}. */
@ConfigurationProperties("latchkey")
public class LatchkeyProperties {

    /**
     * Addresses of the server, as host, host:port or [ipv6]:port. All of them must lead to the same store.
     */
    private List<String> addresses = new ArrayList<>(List.of("localhost:5625"));

    /**
     * User to authenticate as.
     */
    private @Nullable String username;

    /**
     * Password of the user.
     */
    private @Nullable String password;

    /**
     * Time that one operation may take, with all its retries.
     */
    private Duration deadline = Duration.ofSeconds(30);

    /**
     * Time without an answer after which a connection is closed and its requests are sent again on another one.
     */
    private Duration answerTimeout = Duration.ofSeconds(5);

    /**
     * Number of connections, over which requests are spread.
     */
    private int connections = 1;

    /**
     * Time for which the server keeps the session of the client's writes without a sign of life from the client.
     */
    private Duration sessionTtl = Duration.ofSeconds(60);

    private final Ssl ssl = new Ssl();
    private final Health health = new Health();
    private final LockRegistry lockRegistry = new LockRegistry();
    private final Shedlock shedlock = new Shedlock();

    public List<String> getAddresses() {
        return addresses;
    }

    public void setAddresses(List<String> addresses) {
        this.addresses = addresses;
    }

    public @Nullable String getUsername() {
        return username;
    }

    public void setUsername(@Nullable String username) {
        this.username = username;
    }

    public @Nullable String getPassword() {
        return password;
    }

    public void setPassword(@Nullable String password) {
        this.password = password;
    }

    public Duration getDeadline() {
        return deadline;
    }

    public void setDeadline(Duration deadline) {
        this.deadline = deadline;
    }

    public Duration getAnswerTimeout() {
        return answerTimeout;
    }

    public void setAnswerTimeout(Duration answerTimeout) {
        this.answerTimeout = answerTimeout;
    }

    public int getConnections() {
        return connections;
    }

    public void setConnections(int connections) {
        this.connections = connections;
    }

    public Duration getSessionTtl() {
        return sessionTtl;
    }

    public void setSessionTtl(Duration sessionTtl) {
        this.sessionTtl = sessionTtl;
    }

    public Ssl getSsl() {
        return ssl;
    }

    public Health getHealth() {
        return health;
    }

    public LockRegistry getLockRegistry() {
        return lockRegistry;
    }

    public Shedlock getShedlock() {
        return shedlock;
    }

    /** How connections are encrypted. */
    public static class Ssl {

        /**
         * Whether connections are encrypted. Enabled if a bundle is named, unless stated otherwise.
         */
        private @Nullable Boolean enabled;

        /**
         * SSL bundle with the trusted authorities and the certificate of the client. Without one, the authorities of the JVM are trusted.
         */
        private @Nullable String bundle;

        public boolean isEnabled() {
            return enabled != null ? enabled : bundle != null;
        }

        public void setEnabled(boolean enabled) {
            this.enabled = enabled;
        }

        public @Nullable String getBundle() {
            return bundle;
        }

        public void setBundle(@Nullable String bundle) {
            this.bundle = bundle;
        }
    }

    /** The health indicator. */
    public static class Health {

        /**
         * Time after which a server that has not answered is reported as down.
         */
        private Duration timeout = Duration.ofSeconds(2);

        public Duration getTimeout() {
            return timeout;
        }

        public void setTimeout(Duration timeout) {
            this.timeout = timeout;
        }
    }

    /** The lock registry for Spring Integration. */
    public static class LockRegistry {

        /**
         * Prefix of the names of locks.
         */
        private String prefix = "spring/";

        /**
         * Time for which a lock stays held after its process has died.
         */
        private Duration ttl = Duration.ofSeconds(10);

        public String getPrefix() {
            return prefix;
        }

        public void setPrefix(String prefix) {
            this.prefix = prefix;
        }

        public Duration getTtl() {
            return ttl;
        }

        public void setTtl(Duration ttl) {
            this.ttl = ttl;
        }
    }

    /** The lock provider for ShedLock. */
    public static class Shedlock {

        /**
         * Prefix of the names of locks.
         */
        private String prefix = "shedlock/";

        public String getPrefix() {
            return prefix;
        }

        public void setPrefix(String prefix) {
            this.prefix = prefix;
        }
    }
}
