package dev.latchkey.engine.durable;

import static dev.latchkey.engine.durable.SteppedStore.get;
import static dev.latchkey.engine.durable.SteppedStore.put;
import static dev.latchkey.engine.durable.SteppedStore.written;
import static dev.latchkey.engine.session.ExpiryContract.ID;
import static dev.latchkey.engine.session.ExpiryContract.USER;
import static dev.latchkey.engine.session.ExpiryContract.keep;
import static dev.latchkey.engine.session.ExpiryContract.once;
import static dev.latchkey.engine.session.ExpiryContract.open;
import static dev.latchkey.engine.session.ExpiryContract.owned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Command;
import dev.latchkey.core.Origin;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.Version;
import dev.latchkey.engine.durable.SteppedStore.Answer;
import dev.latchkey.log.files.LogOptions;
import dev.latchkey.log.sim.InMemoryDisk;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Sessions and commands in the write queue, and what a restart leaves of them. */
class DurableSessionsTest {

    private static final Reply KEPT = new Reply.Kept(100);

    private final InMemoryDisk disk = new InMemoryDisk();
    private SteppedStore store = new SteppedStore(disk);

    private void passMillis(long millis) {
        store.time.pass(Duration.ofMillis(millis));
    }

    private void restart() {
        store.close();
        store = new SteppedStore(disk);
    }

    private Reply cancel(long seq) {
        return store.ask(once(ID, seq, Command.Cancel.INSTANCE));
    }

    /** The end was queued by a check, and the disk still works on the batch before. */
    @Test
    void aReadThatArrivesAfterAnEndWasQueuedIsQueuedToo() {
        store.ask(open(ID, 100));
        store.ask(owned("lock", ID));
        passMillis(100);
        store.engine.checkExpiry();
        assertThat(store.engine.tryAnswer(get("lock"))).isNull();
        assertThat(store.engine.tryAnswer(keep(ID))).isNull();
        Answer read = store.submit(get("lock"));
        store.step();
        assertThat(read.reply).isEqualTo(Reply.NoKey.INSTANCE);
        assertThat(store.engine.tryAnswer(get("lock"))).isEqualTo(Reply.NoKey.INSTANCE);
    }

    @Test
    void aReadThatArrivesWhenAnEndIsDueIsQueuedBehindIt() {
        store.ask(open(ID, 100));
        store.ask(owned("lock", ID));
        assertThat(store.engine.tryAnswer(get("lock"))).isInstanceOf(Reply.Found.class);
        passMillis(100);
        assertThat(store.engine.tryAnswer(get("lock"))).isNull();
        assertThat(store.ask(get("lock"))).isEqualTo(Reply.NoKey.INSTANCE);
    }

    /** SESS-01. */
    @Test
    void aRenewalThatArrivesInTimeKeepsTheSessionHoweverLateItIsExecuted() {
        store.ask(open(ID, 100));
        passMillis(99);
        store.submit(put("other", "v", 0));
        Answer renewal = store.submit(keep(ID));
        passMillis(99);
        store.engine.checkExpiry();
        store.step();
        assertThat(renewal.reply).isEqualTo(KEPT);
        passMillis(1);
        assertThat(store.ask(keep(ID))).isEqualTo(Reply.NoSession.INSTANCE);
    }

    @Test
    void aRenewalThatArrivesAfterTheEndWasQueuedIsRefused() {
        store.ask(open(ID, 100));
        passMillis(100);
        store.engine.checkExpiry();
        Answer renewal = store.submit(keep(ID));
        Answer longer = store.submit(keep(ID, 60_000));
        store.step();
        assertThat(renewal.reply).isEqualTo(Reply.NoSession.INSTANCE);
        assertThat(longer.reply).isEqualTo(Reply.NoSession.INSTANCE);
    }

    @Test
    void aLongerTimeToLiveCountsFromTheArrivalOfTheCommand() {
        store.ask(open(ID, 100));
        passMillis(90);
        Answer longer = store.submit(keep(ID, 1_000));
        passMillis(150);
        assertThat(store.submit(keep(ID)).reply).as("queued").isNull();
        store.step();
        assertThat(longer.reply).isEqualTo(new Reply.Kept(1_000));
        passMillis(999);
        assertThat(store.ask(keep(ID))).isEqualTo(new Reply.Kept(1_000));
    }

    @Test
    void ofSeveralQueuedTimesToLiveTheLastOneCounts() {
        store.ask(open(ID, 100));
        store.submit(keep(ID, 50));
        store.submit(keep(ID, 10_000));
        passMillis(150);
        store.engine.checkExpiry();
        store.step();
        assertThat(store.ask(keep(ID))).isEqualTo(new Reply.Kept(10_000));
    }

    @Test
    void aShorterTimeToLiveCountsWhenItIsExecuted() {
        store.ask(open(ID, 10_000));
        store.submit(keep(ID, 50));
        passMillis(60);
        assertThat(store.engine.tryAnswer(get("k"))).as("no end is due").isEqualTo(Reply.NoKey.INSTANCE);
        store.step();
        assertThat(store.ask(keep(ID))).isEqualTo(Reply.NoSession.INSTANCE);
    }

    @Test
    void afterARestartASessionHasItsFullTimeFromWhenClientsAreAccepted() {
        store.ask(open(ID, 100));
        passMillis(99);
        restart();
        passMillis(60_000);
        assertThat(store.engine.nextExpiryCheck()).isEmpty();
        store.engine.acceptClients();
        passMillis(99);
        store.engine.acceptClients();
        assertThat(store.ask(keep(ID))).isEqualTo(KEPT);
        passMillis(100);
        assertThat(store.ask(keep(ID))).isEqualTo(Reply.NoSession.INSTANCE);
    }

    @Test
    void theFirstCommandAfterARestartStartsTheDeadlinesToo() {
        store.ask(open(ID, 100));
        restart();
        passMillis(60_000);
        assertThat(store.ask(get("k"))).isEqualTo(Reply.NoKey.INSTANCE);
        passMillis(100);
        assertThat(store.ask(keep(ID))).isEqualTo(Reply.NoSession.INSTANCE);
    }

    /** The deadline has passed when the command that sets it is executed; the session ends then, and others when they are due. */
    @Test
    void aTimeToLiveThatIsSetLateIsNoPause() {
        SessionId other = new SessionId(8, 8);
        store.ask(open(ID, 60_000));
        store.ask(open(other, 1_000));
        store.submit(keep(ID, 100));
        passMillis(600);
        store.step();
        assertThat(store.ask(keep(ID))).isEqualTo(Reply.NoSession.INSTANCE);
        assertThat(store.engine.sessions().pauses()).isZero();
        passMillis(400);
        assertThat(store.ask(keep(other))).isEqualTo(Reply.NoSession.INSTANCE);
    }

    /** SESS-07. */
    @Test
    void aTimeToLiveThatWasSetSurvivesARestart() {
        store.ask(open(ID, 10_000));
        store.ask(keep(ID, 100));
        restart();
        store.engine.acceptClients();
        passMillis(99);
        assertThat(store.ask(keep(ID))).isEqualTo(KEPT);
        passMillis(100);
        assertThat(store.ask(keep(ID))).isEqualTo(Reply.NoSession.INSTANCE);
    }

    /** SESS-02. */
    @Test
    void aRetryAfterARestartHasTheRecordedReplyAndIsNotLogged() {
        store.ask(open(ID, 10_000));
        Command create = once(ID, 1, put("k", "v", 0));
        assertThat(store.ask(create)).isEqualTo(written(1));
        assertThat(store.ask(once(ID, 2, put("k", "v", 7)))).isEqualTo(new Reply.Conflict(Version.of(1)));
        store.ask(SteppedStore.delete("k", 1));
        restart();
        long logged = store.persistence().lastIndex();
        assertThat(store.ask(create)).isEqualTo(written(1));
        assertThat(store.ask(once(ID, 2, put("k", "v", 7)))).isEqualTo(new Reply.Conflict(Version.of(1)));
        assertThat(cancel(1)).isEqualTo(written(1));
        assertThat(store.ask(get("k"))).isEqualTo(Reply.NoKey.INSTANCE);
        assertThat(store.persistence().lastIndex()).isEqualTo(logged);
    }

    /** A copy that the network delivers late must not create the key again. */
    @Test
    void aLateCopyDoesNothingAfterTheKeyWasDeletedOrTheSessionHasEnded() {
        store.ask(open(ID, 100));
        Command create = once(ID, 1, put("k", "v", 0));
        store.ask(create);
        store.ask(SteppedStore.delete("k", 1));
        assertThat(store.ask(create)).isEqualTo(written(1));
        passMillis(100);
        assertThat(store.ask(create)).isEqualTo(Reply.NoSession.INSTANCE);
        assertThat(store.ask(get("k"))).isEqualTo(Reply.NoKey.INSTANCE);
    }

    @Test
    void aRetryInTheSameBatchIsAnsweredInItsOrder() {
        store.ask(open(ID, 10_000));
        Command create = once(ID, 1, put("k", "v", 0));
        store.ask(create);
        Answer before = store.submit(create);
        store.submit(new Command.CloseSession(ID, USER));
        Answer after = store.submit(create);
        store.step();
        assertThat(before.reply).isEqualTo(written(1));
        assertThat(after.reply).isEqualTo(Reply.NoSession.INSTANCE);
    }

    @Test
    void aRetryThatIsNotAppliedYetIsLoggedAndAnsweredOnce() {
        store.ask(open(ID, 10_000));
        Command create = once(ID, 1, put("k", "v", 0));
        Answer first = store.submit(create);
        Answer second = store.submit(create);
        store.step();
        assertThat(first.reply).isEqualTo(written(1));
        assertThat(second.reply).isEqualTo(written(1));
    }

    @Test
    void aRetryLosesNoRecordThatTheLogStillHas() {
        store.ask(open(ID, 10_000));
        Command create = once(ID, 2, put("k", "v", 0));
        store.ask(once(ID, 1, put("j", "v", 0)));
        store.ask(create);
        store.ask(new Command.Once(ID, USER, 2, 1, put("k", "v", 0)));
        assertThat(store.ask(once(ID, 1, put("j", "v", 0))))
                .as("a retry is not logged, so it must not change the state")
                .isEqualTo(written(1));
    }

    /** SESS-05: a full queue refuses writes, but neither an end nor a cancellation nor a retry. */
    @Test
    void aFullQueueAcceptsEndsAndCancellationsAndRetries() {
        store.close();
        store = new SteppedStore(disk, SteppedStore.OPTIONS.withQueuedBytesMax(2_000));
        store.ask(open(ID, 10_000));
        store.ask(open(new SessionId(9, 9), 100));
        Command create = once(ID, 1, put("k", "v", 0));
        store.ask(create);
        passMillis(99);
        while (store.submit(put("f", "", 0)).reply == null) {
            assertThat(store.engine.hasWork()).isTrue();
        }
        assertThat(store.submit(once(ID, 3, put("x", "v", 0))).reply)
                .isEqualTo(new Reply.Refused(Reply.Refusal.QUEUE_FULL));
        passMillis(1);
        store.engine.checkExpiry();
        Answer cancelled = store.submit(once(ID, 2, Command.Cancel.INSTANCE));
        Answer retried = store.submit(create);
        while (store.engine.hasWork()) {
            store.step();
        }
        assertThat(store.engine.sessions().expired()).isEqualTo(1);
        assertThat(cancelled.reply).isEqualTo(new Reply.Cancelled(false));
        assertThat(retried.reply).isEqualTo(written(1));
        assertThat(store.ask(once(ID, 3, put("x", "v", 0))))
                .as("a refusal is not recorded")
                .isEqualTo(written(1));
    }

    @Test
    void fullMemoryAcceptsEndsAndCancellationsAndRetries() {
        store.ask(open(ID, 100));
        store.ask(open(new SessionId(9, 9), 10_000));
        Command create = new Command.Once(new SessionId(9, 9), USER, 1, 0, put("k", "v", 0));
        store.ask(create);
        int keys = 0;
        while (store.ask(owned("owned" + keys, ID)).equals(written(1))) {
            keys++;
        }
        assertThat(store.ask(put("other", "v".repeat(1_000), 0)))
                .isEqualTo(new Reply.Refused(Reply.Refusal.MEMORY_FULL));
        assertThat(store.ask(create)).isEqualTo(written(1));
        assertThat(store.ask(new Command.Once(new SessionId(9, 9), USER, 2, 0, Command.Cancel.INSTANCE)))
                .isEqualTo(new Reply.Cancelled(false));
        passMillis(100);
        assertThat(store.ask(put("other", "v", 0))).isEqualTo(written(1));
        assertThat(store.engine.keyspace().keys()).isEqualTo(2);
        assertThat(keys).isGreaterThan(100);
    }

    @Test
    void writesAreLoggedWithWhoSentThemAndWhen() {
        store.ask(open(ID, 10_000));
        Answer answer = new Answer("deployer");
        store.engine.submit(put("k", "v", 0), answer);
        store.step();
        store.close();
        assertThat(LoggedOrigins.of(disk, new LogOptions(2_000, 512, 1_000)))
                .extracting(Origin::by)
                .containsExactly("", "deployer");
        assertThat(LoggedOrigins.of(disk, new LogOptions(2_000, 512, 1_000)))
                .extracting(Origin::wallMillis)
                .containsOnly(store.time.wallMillis());
    }
}
