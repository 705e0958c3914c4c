import java.time.Duration;

/** One client of a lock service: a connection, or what the service's library uses instead. */
interface LockClient extends AutoCloseable {

    /** A handle of the lock "bench", for one thread. */
    Handle handle() throws Exception;

    @Override
    void close() throws Exception;

    /** A lock as one thread uses it. */
    interface Handle {

        /** Blocks until the lock is held. */
        void acquire() throws Exception;

        /** Releases the lock; it is free when this returns. */
        void release() throws Exception;
    }

    /** Connects a client of that system. Only the jars of that system must be on the class path. */
    static LockClient connect(String system, int port, Duration ttl) throws Exception {
        return switch (system) {
            case "memory", "durable" -> new LatchkeyClient(port, ttl);
            case "etcd" -> new EtcdClient(port, ttl);
            case "zookeeper" -> new ZooKeeperClient(port, ttl);
            default -> throw new IllegalArgumentException("unknown system " + system);
        };
    }
}
