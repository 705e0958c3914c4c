package dev.latchkey.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.engine.Asker;
import dev.latchkey.engine.Engine;
import dev.latchkey.engine.SessionFigures;
import dev.latchkey.seams.ManualTime;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How sessions expire, whichever engine orders the commands. */
public abstract class ExpiryContract {

    public static final String USER = "ann";
    public static final SessionId ID = new SessionId(7, 7);
    static final Key LOCK = Key.of("lock");

    protected final ManualTime time = new ManualTime();
    private final Engine engine;

    protected ExpiryContract(Function<ManualTime, Engine> opened) {
        this.engine = opened.apply(time);
    }

    /** Executes the queued commands. */
    protected abstract void step(Engine queued);

    @AfterEach
    final void close() {
        engine.close();
    }

    /** Asks as a connection does that has no unanswered command. */
    Reply ask(Command command) {
        Reply immediate = engine.tryAnswer(command);
        if (immediate != null) {
            return immediate;
        }
        AtomicReference<Reply> answer = new AtomicReference<>();
        engine.submit(command, Asker.of(Runnable::run, answer::set, lost -> {}));
        if (answer.get() == null) {
            step(engine);
        }
        return Objects.requireNonNull(answer.get(), "not answered");
    }

    public static Command open(SessionId id, int ttlMillis) {
        return new Command.OpenSession(id, ttlMillis, USER);
    }

    public static Command keep(SessionId id) {
        return new Command.RenewSession(id, USER);
    }

    public static Command.KeepSession keep(SessionId id, int ttlMillis) {
        return new Command.KeepSession(id, ttlMillis, USER);
    }

    public static Command once(SessionId id, long seq, Command.Write step) {
        return new Command.Once(id, USER, seq, 0, step);
    }

    public static Command.Put owned(String key, SessionId id) {
        return new Command.Put(Key.of(key), Value.EMPTY, Version.NONE, new Command.Owner(id, USER), null);
    }

    static Command.Put create(String key) {
        return new Command.Put(Key.of(key), Value.EMPTY, Version.NONE);
    }

    private void passMillis(long millis) {
        time.pass(Duration.ofMillis(millis));
    }

    private boolean isOpen(SessionId id) {
        return ask(new Command.CloseSession(id, USER)).equals(Reply.Closed.INSTANCE);
    }

    static Stream<List<Object>> repliesWithoutTheSession() {
        return Stream.of(
                List.of(new Command.Get(LOCK), Reply.NoKey.INSTANCE),
                List.of(new Command.ListKeys(Prefix.EMPTY, null, 10, false), new Reply.Listed(2, false, List.of())),
                List.of(create("lock"), new Reply.Written(Version.of(3))),
                List.of(keep(ID), Reply.NoSession.INSTANCE),
                List.of(keep(ID, 60_000), Reply.NoSession.INSTANCE),
                List.of(once(ID, 1, create("k")), Reply.NoSession.INSTANCE),
                List.of(once(ID, 1, keep(ID, 60_000)), Reply.NoSession.INSTANCE),
                List.of(owned("other", ID), Reply.NoSession.INSTANCE),
                List.of(new Command.CloseSession(ID, USER), Reply.NoSession.INSTANCE));
    }

    /** SESS-05: a command that arrives after 4 ms sees that a session of 2 ms has ended. */
    @ParameterizedTest
    @MethodSource("repliesWithoutTheSession")
    void aCommandThatArrivesAfterTheDeadlineFindsTheSessionEnded(List<Object> commandAndReply) {
        ask(open(ID, 2));
        ask(owned("lock", ID));
        passMillis(4);
        assertThat(ask((Command) commandAndReply.get(0))).isEqualTo(commandAndReply.get(1));
    }

    @Test
    void aCommandThatArrivesBeforeTheDeadlineFindsTheSession() {
        ask(open(ID, 20));
        ask(owned("lock", ID));
        passMillis(19);
        assertThat(ask(new Command.Get(LOCK))).isInstanceOf(Reply.Found.class);
        assertThat(ask(create("lock"))).isEqualTo(new Reply.Conflict(Version.of(1)));
    }

    @Test
    void aRenewalCountsFromItsArrival() {
        ask(open(ID, 100));
        passMillis(90);
        assertThat(ask(keep(ID))).isEqualTo(new Reply.Kept(100));
        passMillis(90);
        assertThat(ask(keep(ID))).isEqualTo(new Reply.Kept(100));
        passMillis(101);
        assertThat(ask(keep(ID))).isEqualTo(Reply.NoSession.INSTANCE);
    }

    @Test
    void aRenewalByAnotherUserRenewsNothing() {
        ask(open(ID, 100));
        passMillis(90);
        assertThat(ask(new Command.RenewSession(ID, "bob"))).isEqualTo(Reply.NoSession.INSTANCE);
        assertThat(ask(new Command.KeepSession(ID, 60_000, "bob"))).isEqualTo(Reply.NoSession.INSTANCE);
        passMillis(20);
        assertThat(isOpen(ID)).isFalse();
    }

    @Test
    void neitherOnceNorAnOwnedWriteRenews() {
        ask(open(ID, 100));
        passMillis(90);
        ask(once(ID, 1, create("k")));
        ask(once(ID, 2, Command.Cancel.INSTANCE));
        ask(owned("lock", ID));
        passMillis(20);
        assertThat(isOpen(ID)).isFalse();
    }

    @Test
    void aRenewalWithALongerTimeToLiveLengthensIt() {
        ask(open(ID, 100));
        passMillis(90);
        assertThat(ask(keep(ID, 1_000))).isEqualTo(new Reply.Kept(1_000));
        passMillis(900);
        assertThat(ask(keep(ID))).isEqualTo(new Reply.Kept(1_000));
        passMillis(900);
        assertThat(isOpen(ID)).isTrue();
    }

    @Test
    void aRenewalWithAShorterTimeToLiveShortensIt() {
        ask(open(ID, 60_000));
        passMillis(90);
        assertThat(ask(keep(ID, 100))).isEqualTo(new Reply.Kept(100));
        passMillis(101);
        assertThat(isOpen(ID)).isFalse();
    }

    @Test
    void aLateCopyWhoseReplyWasAcknowledgedRenewsNothing() {
        ask(open(ID, 100));
        Command first = once(ID, 1, keep(ID, 200));
        ask(first);
        ask(new Command.Once(ID, USER, 2, 1, keep(ID, 100)));
        passMillis(99);
        assertThat(ask(first)).isEqualTo(new Reply.SeqRefused(Reply.SeqReason.ACKED_BEFORE));
        passMillis(1);
        assertThat(isOpen(ID)).isFalse();
    }

    @Test
    void aRenewalUnderOnceCountsOnceHoweverOftenItIsSent() {
        Command set = once(ID, 1, keep(ID, 300));
        ask(open(ID, 100));
        passMillis(90);
        assertThat(ask(set)).isEqualTo(new Reply.Kept(300));
        passMillis(250);
        assertThat(ask(set)).as("a retry").isEqualTo(new Reply.Kept(300));
        passMillis(60);
        assertThat(isOpen(ID)).isFalse();
    }

    /** SESS-07: a late copy of a request shortens nothing. */
    @Test
    void aLateCopyOfARenewalUnderOnceDoesNotSetTheTimeToLive() {
        Command set = once(ID, 1, keep(ID, 100));
        ask(open(ID, 1_000));
        ask(set);
        ask(keep(ID, 1_000));
        ask(set);
        passMillis(500);
        assertThat(isOpen(ID)).isTrue();
    }

    /** CLK-01. */
    @Test
    void jumpsOfTheWallClockChangeNothing() {
        ask(open(ID, 100));
        time.jumpWallClock(Duration.ofDays(3_650));
        passMillis(90);
        assertThat(ask(keep(ID))).isEqualTo(new Reply.Kept(100));
        time.jumpWallClock(Duration.ofDays(-7_300));
        passMillis(101);
        assertThat(isOpen(ID)).isFalse();
    }

    @Test
    void aCheckThatIsALittleLateForgivesNothing() {
        ask(open(ID, 1_000));
        passMillis(1_200);
        assertThat(isOpen(ID)).isFalse();
    }

    /** CLK-03, SESS-06. */
    @Test
    void aPauseMovesAllDeadlinesBeforeAnySessionIsEnded() {
        SessionId longer = new SessionId(1, 1);
        ask(open(ID, 1_000));
        ask(open(longer, 3_000));
        passMillis(6_000);
        assertThat(ask(keep(ID))).as("5 s late").isEqualTo(new Reply.Kept(1_000));
        passMillis(999);
        assertThat(ask(keep(ID))).isEqualTo(new Reply.Kept(1_000));
        passMillis(900);
        assertThat(ask(keep(longer))).as("its deadline was 3 s, and is 8 s now").isEqualTo(new Reply.Kept(3_000));
    }

    @Test
    void afterAPauseTheSessionsOfDeadClientsExpire() {
        ask(open(ID, 1_000));
        passMillis(6_000);
        ask(new Command.Get(LOCK));
        assertThat(engine.sessions().pauses()).isEqualTo(Duration.ofSeconds(5));
        passMillis(1);
        assertThat(isOpen(ID)).isFalse();
    }

    @Test
    void withoutACommandACheckEndsWhatIsDue() {
        assertThat(engine.nextExpiryCheck()).isEmpty();
        ask(open(ID, 50));
        ask(owned("lock", ID));
        assertThat(engine.nextExpiryCheck()).isEqualTo(OptionalLong.of(time.nanos() + 50_000_000));
        passMillis(49);
        engine.checkExpiry();
        step(engine);
        assertThat(engine.sessions().expired()).isZero();
        passMillis(1);
        engine.checkExpiry();
        step(engine);
        assertThat(engine.sessions().expired()).isEqualTo(1);
        assertThat(engine.keyspace().keys()).isZero();
        assertThat(engine.nextExpiryCheck()).isEmpty();
    }

    @Test
    void theFiguresCountSessionsAndTheirEnds() {
        SessionId other = new SessionId(8, 8);
        ask(open(ID, 50));
        ask(open(other, 60_000));
        ask(owned("lock", ID));
        ask(once(ID, 1, create("k")));
        assertThat(engine.sessions())
                .usingRecursiveComparison()
                .ignoringFields("bytes")
                .isEqualTo(new SessionFigures(2, 1, 1, 0, 2, 0, 0, OptionalLong.of(50), Duration.ZERO));
        assertThat(engine.sessions().bytes()).isPositive();
        passMillis(50);
        ask(new Command.CloseSession(other, USER));
        assertThat(engine.sessions())
                .isEqualTo(new SessionFigures(0, 0, 0, 0, 2, 1, 1, OptionalLong.empty(), Duration.ZERO));
        ask(new Command.CloseSession(other, USER));
        assertThat(engine.sessions().closed()).isEqualTo(1);
    }
}
