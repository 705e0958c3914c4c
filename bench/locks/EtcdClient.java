import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.lease.LeaseKeepAliveResponse;
import io.grpc.stub.StreamObserver;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Locks of etcd with jetcd: each handle has a lease of its own, which is kept alive. */
final class EtcdClient implements LockClient {

    private static final ByteSequence NAME = ByteSequence.from("bench", StandardCharsets.UTF_8);

    private final Client client;
    private final Duration ttl;

    EtcdClient(int port, Duration ttl) {
        this.client = Client.builder().endpoints("http://127.0.0.1:" + port).build();
        this.ttl = ttl;
    }

    @Override
    public Handle handle() throws Exception {
        long lease = client.getLeaseClient().grant(ttl.toSeconds()).get().getID();
        client.getLeaseClient().keepAlive(lease, new Ignoring());
        return new Handle() {
            private ByteSequence key;

            @Override
            public void acquire() throws Exception {
                key = client.getLockClient().lock(NAME, lease).get().getKey();
            }

            @Override
            public void release() throws Exception {
                client.getLockClient().unlock(key).get();
            }
        };
    }

    @Override
    public void close() {
        client.close();
    }

    /** Why nothing is reported: a lost lease makes the next acquisition fail. */
    private static final class Ignoring implements StreamObserver<LeaseKeepAliveResponse> {
        @Override
        public void onNext(LeaseKeepAliveResponse response) {}

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {}
    }
}
