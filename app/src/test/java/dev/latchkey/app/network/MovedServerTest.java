package dev.latchkey.app.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.lock.Held;
import dev.latchkey.client.lock.ReleaseOutcome;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Version;
import dev.latchkey.server.access.Credentials;
import dev.latchkey.server.net.NodeConfig;
import dev.latchkey.trial.faults.Fault;
import dev.latchkey.wire.Limits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** NET-12, and the effect of a restart on requests in flight. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class MovedServerTest {

    @Test
    void storeIsFoundAtItsNewAddressAndPort() throws Exception {
        int otherPort = freePort("127.0.0.1");
        movesTo(at("127.0.0.1", otherPort), "localhost:" + otherPort);
    }

    @Test
    void storeIsFoundAtItsIpv6Address() throws Exception {
        assumeThat(hasIpv6()).as("this machine has an IPv6 loopback address").isTrue();
        int otherPort = freePort("::1");
        movesTo(at("::1", otherPort), "[::1]:" + otherPort);
    }

    private static void movesTo(InetSocketAddress other, String name) throws Exception {
        try (Store store = new Store();
                Latchkey latchkey = Latchkey.connect(Store.config(store.hostAndPort() + "," + name))) {
            NodeConfig home = NodeConfig.loopback(store.address().getPort());
            Clerk clerk = latchkey.clerk();
            Version version = clerk.put("k", "at home", Version.NONE).orThrow();
            StoreId id = clerk.storeId().orElseThrow();
            store.stop();
            store.startAgain(new NodeConfig(other, Credentials.NONE, false, Limits.STANDARD, 1));
            version = clerk.put("k", "elsewhere", version).orThrow();
            assertThat(clerk.storeId()).contains(id);
            store.stop();
            store.startAgain(home);
            assertThat(clerk.put("k", "at home again", version)).isEqualTo(new PutOutcome.Ok(Version.of(3)));
        }
    }

    @Test
    void writeInFlightWhenTheStoreIsLostIsErrMaybeAndTheLockIsLost() throws Exception {
        try (Store before = new Store();
                Store after = new Store();
                SwitchedProxy proxy = new SwitchedProxy(before.address(), () -> Fault.NONE);
                Latchkey latchkey = Latchkey.connect(Store.config(proxy.address()))) {
            Clerk clerk = latchkey.clerk().withoutSession();
            Held held = latchkey.lock("build").acquire();
            assertThat(held.isHeld()).isTrue();

            proxy.faults(Fault.SwallowReply::new);
            CompletableFuture<PutOutcome> executed = clerk.async().put(key("a"), value("v"), Version.NONE);
            proxy.awaitDropped();
            proxy.faults(() -> Fault.NONE);
            proxy.moveTo(after.address());

            assertThat(executed.get(60, TimeUnit.SECONDS))
                    .isEqualTo(new PutOutcome.ErrMaybe(
                            new PutOutcome.Cause.StoreChanged(before.storeId(), after.storeId())));
            assertThat(clerk.get("a")).isEmpty();
            assertThat(clerk.storeId()).contains(after.storeId());
            assertThat(held.isHeld()).isFalse();
            assertThat(held.release()).isEqualTo(ReleaseOutcome.NOT_HELD);
        }
    }

    /** A write that was never sent to the old store is independent of it, and takes effect in the new one. */
    @Test
    void writeThatWasNotSentYetTakesEffectInTheNewStore() throws Exception {
        try (Store before = new Store();
                Store after = new Store();
                SwitchedProxy proxy = new SwitchedProxy(before.address(), () -> Fault.NONE);
                Latchkey latchkey = Latchkey.connect(Store.config(proxy.address()))) {
            assertThat(latchkey.clerk().get("k")).isEmpty();
            before.stop();
            proxy.cutAll();
            CompletableFuture<PutOutcome> waiting = latchkey.clerk().async().put(key("k"), value("v"), Version.NONE);
            proxy.moveTo(after.address());
            PutOutcome outcome = waiting.get(60, TimeUnit.SECONDS);
            if (outcome instanceof PutOutcome.ErrMaybe maybe) {
                assertThat(maybe.cause()).isInstanceOf(PutOutcome.Cause.StoreChanged.class);
            } else {
                assertThat(outcome).isEqualTo(new PutOutcome.Ok(Version.of(1)));
            }
        }
    }

    private static dev.latchkey.core.Key key(String text) {
        return dev.latchkey.core.Key.of(text);
    }

    private static dev.latchkey.core.Value value(String text) {
        return dev.latchkey.core.Value.of(text);
    }

    private static InetSocketAddress at(String address, int port) throws IOException {
        return new InetSocketAddress(InetAddress.getAllByName(address)[0], port);
    }

    private static int freePort(String address) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getAllByName(address)[0])) {
            return socket.getLocalPort();
        }
    }

    private static boolean hasIpv6() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getAllByName("::1")[0])) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
