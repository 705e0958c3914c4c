package dev.latchkey.trial.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.check.Operation;
import dev.latchkey.check.format.RecordedCall;
import dev.latchkey.check.format.RecordedOperation;
import dev.latchkey.seams.Time;
import dev.latchkey.wire.verbs.RequestEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RoundsTest {

    private static final RecordedOperation SOME =
            new RecordedOperation(0, 0, 1, RecordedCall.of("get").key("k"), Operation.OPEN, null);

    private final AtomicLong now = new AtomicLong(100);

    private static Round enter(Rounds rounds) throws InterruptedException {
        return Objects.requireNonNull(rounds.enter());
    }

    @Test
    void roundIsOverWhenItsLastOperationIs() throws InterruptedException {
        Rounds rounds = new Rounds("p/", 1_500);
        Round first = enter(rounds);
        for (int i = 1; i < 1_000; i++) {
            rounds.leave(enter(rounds), SOME);
        }
        Round second = enter(rounds);
        assertThat(second.keys).doesNotContainAnyElementsOf(first.keys);
        assertThat(rounds.takeOver(1)).isEmpty();
        rounds.leave(first, SOME);
        assertThat(rounds.takeOver(1)).contains(first);
        assertThat(first.operations).hasSize(1_000);
        rounds.leave(second, SOME);
        for (int i = 1; i < 500; i++) {
            rounds.leave(enter(rounds), SOME);
        }
        assertThat(rounds.isAllTaken()).isFalse();
        assertThat(rounds.enter()).isNull();
        assertThat(rounds.takeOver(1)).contains(second);
        assertThat(rounds.isAllTaken()).isTrue();
        assertThat(rounds.keys()).isEqualTo(8);
    }

    @Test
    void endWaitsForOperationsInFlight() throws InterruptedException {
        Rounds rounds = new Rounds("p/", 10);
        Round round = enter(rounds);
        rounds.end();
        assertThat(rounds.enter()).isNull();
        assertThat(rounds.isAllTaken()).isFalse();
        rounds.leave(round, SOME);
        assertThat(rounds.takeOver(Long.MAX_VALUE)).contains(round);
        assertThat(rounds.isAllTaken()).isTrue();
    }

    private static byte[] request(String... words) {
        ByteBuf out = Unpooled.buffer();
        RequestEncoder.encode(out, words);
        return ByteBufUtil.getBytes(out);
    }

    /** A clock that shows {@code now}, and advances it with every reading if it is to. */
    private final class Counting implements Time {

        private final boolean advances;

        Counting(boolean advances) {
            this.advances = advances;
        }

        @Override
        public long nanos() {
            return advances ? now.getAndIncrement() : now.get();
        }

        @Override
        public long wallMillis() {
            return 0;
        }
    }

    @Test
    void furtherCopyOfACreateIsAnOpenCreateFromTheFirstOn() throws InterruptedException {
        Rounds rounds = new Rounds("p/", 10);
        Round round = enter(rounds);
        VerifyingClient.Tally tally = VerifyingClient.Tally.begin(false);
        AtomicInteger numbers = new AtomicInteger(7);
        Resends resends = new Resends(
                new Recorder(new Counting(false), null), rounds, tally, numbers::getAndIncrement, new Counting(true));
        resends.sendingOn(request("PUT", "p/0/1", "v", "0"));
        resends.sendingOn(request("PUT", "p/0/1", "other", "0"));
        resends.sendingOn(request("PUT", "p/0/1", "w", "3"));
        resends.sendingOn(request("PUT", "p/0/1", "w", "3"));
        resends.sendingOn(request("DEL", "p/0/1", "3"));
        resends.sendingOn(request("PUT", "p/9/1", "unknown", "0"));
        resends.sendingOn(request("PUT", "p/9/1", "unknown", "0"));
        assertThat(round.operations).isEmpty();
        resends.sendingOn(request("PUT", "p/0/1", "v", "0"));
        RecordedCall create = RecordedCall.of("put").key("p/0/1").value("v").version(0);
        assertThat(round.operations).isEqualTo(List.of(new RecordedOperation(0, 7, 100, create, Operation.OPEN, null)));
        assertThat(tally.resent().sum()).isOne();
    }
}
