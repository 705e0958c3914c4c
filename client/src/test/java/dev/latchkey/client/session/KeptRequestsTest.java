package dev.latchkey.client.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.NotSentException;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.client.link.ManualLoop;
import dev.latchkey.client.request.KeptRequests;
import dev.latchkey.client.request.RequestId;
import dev.latchkey.client.request.RequestOutcome;
import dev.latchkey.client.session.StoreLink.Faults;
import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Requests whose outcome is queried by their own client and by another one, against the real state machine. Covers SESS-09. */
final class KeptRequestsTest {

    private static final Key KEY = Key.of("k");
    private static final Value VALUE = Value.of("v");
    private static final Duration HOUR = Duration.ofHours(1);

    private final ManualLoop loop = new ManualLoop();
    private final Random chance = new Random(1);
    private final StoreLink link = new StoreLink(loop, chance, Faults.NONE);
    private final Latchkey client = Latchkey.over(loop, link, chance, ClientConfig.of("model"));
    private final KeptRequests requests = client.requests(HOUR);

    KeptRequestsTest() {
        loop.execute(link::up);
        loop.settle();
    }

    private RequestId next() {
        return loop.await(requests.nextAsync());
    }

    private RequestOutcome outcome(RequestId id) {
        return loop.await(client.outcomeAsync(RequestId.parse(id.toString())));
    }

    @Test
    void requestThatWasDoneStaysDone() {
        RequestId id = next();
        assertThat(loop.await(requests.putAsync(id, KEY, VALUE, Version.NONE)))
                .isEqualTo(new PutOutcome.Ok(Version.of(1)));
        assertThat(loop.await(requests.putAsync(next(), KEY, VALUE, Version.of(1))))
                .isEqualTo(new PutOutcome.Ok(Version.of(2)));
        assertThat(outcome(id)).isEqualTo(new RequestOutcome.Done(Version.of(1)));
        assertThat(outcome(id)).isEqualTo(new RequestOutcome.Done(Version.of(1)));
    }

    @Test
    void requestThatWasRefusedSaysWhy() {
        RequestId create = next();
        loop.await(requests.putAsync(create, KEY, VALUE, Version.NONE));
        RequestId conflict = next();
        loop.await(requests.putAsync(conflict, KEY, VALUE, Version.of(9)));
        RequestId noKey = next();
        loop.await(requests.deleteAsync(noKey, Key.of("other"), Version.of(9)));
        assertThat(outcome(conflict)).isEqualTo(new RequestOutcome.Refused("ERRVERSION 1", Optional.of(Version.of(1))));
        assertThat(outcome(noKey)).isEqualTo(new RequestOutcome.Refused("ERRNOKEY", Optional.empty()));
    }

    @Test
    void requestThatWasATransactionHasItsOutcome() {
        RequestId done = next();
        RequestId refused = next();
        Command.Put put = new Command.Put(KEY, VALUE, Version.NONE);
        Command.Transaction transaction = new Command.Transaction(List.of(put, new Command.Read(KEY, true)));
        for (RequestId id : List.of(done, refused)) {
            link.state().apply(new Command.Once(id.session(), "", id.seq(), 0, transaction));
        }
        assertThat(outcome(done)).isEqualTo(new RequestOutcome.Done(Version.of(1)));
        assertThat(outcome(refused))
                .isEqualTo(new RequestOutcome.Refused(
                        "EXECABORT 1 ERRVERSION 1 is the current version", Optional.empty()));
    }

    @Test
    void requestThatWasNotExecutedNeverWillBe() {
        RequestId id = next();
        assertThat(outcome(id)).isEqualTo(new RequestOutcome.Cancelled());
        CompletableFuture<PutOutcome> late = requests.putAsync(id, KEY, VALUE, Version.NONE);
        assertThatThrownBy(() -> loop.await(late)).hasMessageStartingWith("ERRCANCELLED ");
        assertThat(outcome(id)).isEqualTo(new RequestOutcome.Cancelled());
        assertThat(link.state().size()).isZero();
    }

    @Test
    void closingTheClientKeepsTheOutcomeForOthers() {
        RequestId id = next();
        loop.await(requests.putAsync(id, KEY, VALUE, Version.NONE));
        loop.execute(client::close);
        loop.runAll();
        assertThat(link.arrived).doesNotContainKey("CloseSession");
        Command cancel = new Command.Once(id.session(), "", id.seq(), 0, Command.Cancel.INSTANCE);
        assertThat(link.state().apply(cancel)).isEqualTo(new Reply.Written(Version.of(1)));
    }

    @Test
    void deadlineDoesNotCancelAKeptRequest() {
        RequestId id = next();
        loop.execute(link::down);
        CompletableFuture<PutOutcome> put = requests.putAsync(id, KEY, VALUE, Version.NONE);
        loop.schedule(Duration.ofSeconds(10).toNanos(), link::up);
        loop.schedule(Duration.ofSeconds(10).toNanos() + 1, link::down);
        loop.schedule(Duration.ofSeconds(45).toNanos(), link::up);
        assertThat(loop.await(put)).isInstanceOf(PutOutcome.ErrMaybe.class);
        assertThat(outcome(id)).isEqualTo(new RequestOutcome.Done(Version.of(1)));
    }

    @Test
    void forgottenRequestIsGoneAfterTheNextOne() {
        RequestId id = next();
        loop.await(requests.putAsync(id, KEY, VALUE, Version.NONE));
        requests.forget(id);
        loop.await(requests.putAsync(next(), KEY, VALUE, Version.of(1)));
        assertThat(outcome(id)).isInstanceOf(RequestOutcome.Gone.class);
    }

    @Test
    void outcomesOfAnEndedSessionAreGone() {
        RequestId id = next();
        loop.await(requests.putAsync(id, KEY, VALUE, Version.NONE));
        loop.execute(link::endSessions);
        assertThat(outcome(id)).isInstanceOf(RequestOutcome.Gone.class);
    }

    @Test
    void outcomesOfAnotherStoreAreGone() {
        RequestId id = next();
        loop.execute(link::changeStore);
        loop.settle();
        assertThat(((RequestOutcome.Gone) outcome(id)).why()).startsWith("the server has a different store, ");
        CompletableFuture<PutOutcome> put = requests.putAsync(id, KEY, VALUE, Version.NONE);
        assertThatThrownBy(() -> loop.await(put)).isInstanceOf(NotSentException.class);
    }

    @Test
    void sessionOfRequestsIsKeptAndOpenedAgainAfterItWasLost() {
        RequestId before = next();
        loop.advance(Duration.ofHours(5));
        assertThat(next().session()).isEqualTo(before.session());
        loop.execute(link::endSessions);
        loop.advance(Duration.ofHours(1));
        assertThat(next().session()).isNotEqualTo(before.session());
    }

    @Test
    void idIsForOneWrite() {
        RequestId id = next();
        loop.await(requests.putAsync(id, KEY, VALUE, Version.NONE));
        assertThatThrownBy(() -> requests.putAsync(id, KEY, VALUE, Version.of(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void idsInUseAreBounded() {
        RequestId first = next();
        for (int i = 1; i < Command.Once.WINDOW; i++) {
            next();
        }
        assertThatThrownBy(this::next).isInstanceOf(NotSentException.class).hasMessageContaining("1024 ids are in use");
        requests.forget(first);
        assertThat(next().seq()).isEqualTo(Command.Once.WINDOW + 1);
    }

    @Test
    void futureThatItsCallerEndsGivesTheIdBack() {
        CompletableFuture<RequestId> id = requests.nextAsync();
        id.cancel(false);
        loop.advance(Duration.ofSeconds(1));
        assertThat(next().seq()).isEqualTo(2);
        assertThat(link.arrived).containsEntry("Once", 1);
    }

    @Test
    void idsAreText() {
        RequestId id = new RequestId(new StoreId(1, 2), new SessionId(3, 4), 5);
        assertThat(id)
                .hasToString("00000000000000010000000000000002-00000000000000030000000000000004-5")
                .isEqualTo(RequestId.parse(id.toString()));
        for (String wrong : new String[] {
            "",
            "x-y-z",
            id + "-1",
            id + "x",
            id.toString().replace("-5", "-0"),
            "-" + id,
            id.toString().replace("-5", "-05"),
            id.toString().replace("-5", "-99999999999999999999")
        }) {
            assertThatThrownBy(() -> RequestId.parse(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
