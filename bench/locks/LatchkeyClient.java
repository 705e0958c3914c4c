import dev.latchkey.client.Latchkey;
import dev.latchkey.client.lock.Held;
import dev.latchkey.client.lock.Lock;
import dev.latchkey.client.lock.ReleaseOutcome;
import java.time.Duration;

/** Locks of Latchkey with the Java client: each handle has a session of its own. */
final class LatchkeyClient implements LockClient {

    private final Latchkey client;
    private final Duration ttl;

    LatchkeyClient(int port, Duration ttl) {
        this.client = Latchkey.connect("127.0.0.1:" + port);
        this.ttl = ttl;
    }

    @Override
    public Handle handle() {
        Lock lock = client.lock("bench").withTtl(ttl);
        return new Handle() {
            private Held held;

            @Override
            public void acquire() throws InterruptedException {
                held = lock.acquire();
            }

            @Override
            public void release() {
                ReleaseOutcome outcome = held.release();
                if (outcome != ReleaseOutcome.RELEASED) {
                    throw new IllegalStateException("release: " + outcome);
                }
            }
        };
    }

    @Override
    public void close() {
        client.close();
    }
}
