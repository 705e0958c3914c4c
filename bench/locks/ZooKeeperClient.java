import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.curator.retry.RetryOneTime;

/** Locks of ZooKeeper with Curator: the handles of a client share its session. */
final class ZooKeeperClient implements LockClient {

    private static final int CONNECT_MILLIS_MAX = 15_000;

    private final CuratorFramework client;

    ZooKeeperClient(int port, Duration ttl) throws InterruptedException {
        client = CuratorFrameworkFactory.newClient(
                "127.0.0.1:" + port, (int) ttl.toMillis(), CONNECT_MILLIS_MAX, new RetryOneTime(1));
        client.start();
        if (!client.blockUntilConnected(CONNECT_MILLIS_MAX, TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("no connection to ZooKeeper");
        }
    }

    @Override
    public Handle handle() {
        InterProcessMutex lock = new InterProcessMutex(client, "/bench");
        return new Handle() {
            @Override
            public void acquire() throws Exception {
                lock.acquire();
            }

            @Override
            public void release() throws Exception {
                lock.release();
            }
        };
    }

    @Override
    public void close() {
        client.close();
    }
}
