package dev.latchkey.app.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.client.clerk.Guard;
import dev.latchkey.client.clerk.GuardedOutcome;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.request.KeptRequests;
import dev.latchkey.client.request.RequestId;
import dev.latchkey.client.request.RequestOutcome;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sessions of the Java client with a real server. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class SessionNetworkTest {

    private static final int MANY = 3_000;

    @Test
    void moreWritesThanTheWindowHoldsAllTakeEffect() throws Exception {
        try (Store store = new Store();
                Latchkey latchkey = Latchkey.connect(Store.config(store.hostAndPort()))) {
            List<CompletableFuture<PutOutcome>> puts = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                puts.add(latchkey.clerk().async().put(Key.of("k" + i), Value.of("v"), Version.NONE));
            }
            for (CompletableFuture<PutOutcome> put : puts) {
                assertThat(put.get(60, TimeUnit.SECONDS)).isEqualTo(new PutOutcome.Ok(Version.of(1)));
            }
        }
    }

    @Test
    void guardIsCheckedWithTheWrite() throws Exception {
        try (Store store = new Store();
                Latchkey latchkey = Latchkey.connect(Store.config(store.hostAndPort()))) {
            Clerk clerk = latchkey.clerk();
            Version token = clerk.put("lock/l", "mine", Version.NONE).orThrow();
            assertThat(clerk.put("k", "v", Version.NONE, Guard.of("lock/l", token))
                            .orThrow())
                    .isEqualTo(Version.of(1));
            Version next = clerk.put("lock/l", "other", token).orThrow();
            assertThat(clerk.put("k", "w", Version.of(1), Guard.of("lock/l", token)))
                    .isEqualTo(new GuardedOutcome.ErrGuard(next));
            assertThat(clerk.delete("k", Version.of(1), Guard.of("absent", Version.NONE))
                            .orThrow())
                    .isEqualTo(Version.of(2));
        }
    }

    @Test
    void outcomeOfARequestIsKnownToAnotherClientAfterTheFirstIsClosed() throws Exception {
        try (Store store = new Store();
                Latchkey second = Latchkey.connect(Store.config(store.hostAndPort()))) {
            RequestId done;
            RequestId unused;
            try (Latchkey first = Latchkey.connect(Store.config(store.hostAndPort()))) {
                KeptRequests requests = first.requests(Duration.ofHours(1));
                done = requests.next();
                unused = requests.next();
                assertThat(requests.put(done, Key.of("k"), Value.of("v"), Version.NONE))
                        .isEqualTo(new PutOutcome.Ok(Version.of(1)));
            }
            assertThat(second.outcome(RequestId.parse(done.toString())))
                    .isEqualTo(new RequestOutcome.Done(Version.of(1)));
            assertThat(second.outcome(unused)).isEqualTo(new RequestOutcome.Cancelled());
        }
    }
}
