package dev.latchkey.spring.boot.starter;

import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.client.clerk.RefusedException;
import dev.latchkey.core.StoreId;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/** The server is up if it answers a read. That the user may not read the key is an answer, too. */
final class LatchkeyHealthIndicator extends AbstractHealthIndicator {

    private static final String KEY = "latchkey/health";
    private static final String NO_PERMISSION = "NOPERM";

    private final Clerk clerk;

    LatchkeyHealthIndicator(Clerk clerk) {
        super("Latchkey health check failed");
        this.clerk = clerk;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        try {
            clerk.get(KEY);
        } catch (RefusedException e) {
            if (!e.code().equals(NO_PERMISSION)) {
                throw e;
            }
        }
        builder.up().withDetail("store", clerk.storeId().map(StoreId::toString).orElse("unknown"));
    }
}
