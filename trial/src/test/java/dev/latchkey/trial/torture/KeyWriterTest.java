package dev.latchkey.trial.torture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.trial.faults.LoopbackServer;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The outcomes that are due, and how a wrong one is counted. */
final class KeyWriterTest {

    private static final Key KEY = Key.of("k");

    @Test
    void eachOutcomeIsTheOneThatWasDue() {
        try (LoopbackServer node = LoopbackServer.open();
                Latchkey latchkey = Latchkey.connect("127.0.0.1:" + node.port())) {
            KeyWriter writer = new KeyWriter(KEY, new Random(7));
            Set<Class<?>> seen = new HashSet<>();
            for (int i = 0; i < 500; i++) {
                KeyWriter.Write write = writer.next();
                PutOutcome outcome = write.send(latchkey.clerk().async()).join();
                assertThat(outcome).as("%s", write).isEqualTo(write.due());
                seen.add(outcome.getClass());
                writer.done(write);
                assertThat(latchkey.clerk().get(KEY).map(found -> found.value()))
                        .isEqualTo(writer.state().value());
            }
            assertThat(seen)
                    .containsExactlyInAnyOrder(
                            PutOutcome.Ok.class, PutOutcome.ErrVersion.class, PutOutcome.ErrNoKey.class);
        }
    }

    private static KeyWriter.Write create() {
        return new KeyWriter(KEY, new Random(1)).next();
    }

    private static RetryFindings.Counted afterCreate(PutOutcome outcome) {
        RetryFindings findings = new RetryFindings();
        findings.wrong(create(), outcome);
        return findings.counted();
    }

    @Test
    void greaterVersionCountsAsAppliedTwiceAndASmallerOneAsLost() {
        assertThat(afterCreate(new PutOutcome.Ok(Version.of(2))).twice()).isOne();
        assertThat(afterCreate(new PutOutcome.ErrNoKey()).lost()).isOne();
        RetryFindings.Counted refused = afterCreate(new PutOutcome.ErrVersion(Version.of(1)));
        assertThat(refused.twice() + refused.lost()).isZero();
        assertThat(refused.other()).isOne();
        assertThat(refused.first()).hasValueSatisfying(what -> assertThat(what)
                .isEqualTo("put k 'k=0' at version 0 returned ErrVersion[current=1] instead of Ok[version=1]"));
    }

    @Test
    void lostAndRepeatedStatesAreCounted() {
        KeyWriter.State expected = new KeyWriter.State(Version.of(3), Optional.of(Value.of("x")));
        KeyWriter.State deleted = new KeyWriter.State(Version.of(3), Optional.empty());
        RetryFindings findings = new RetryFindings();
        findings.wrongState(expected, null, "missing");
        findings.wrongState(expected, entry(2), "older");
        findings.wrongState(expected, entry(4), "newer");
        findings.wrongState(deleted, entry(4), "created again");
        findings.wrongState(expected, entry(3), "another value");
        RetryFindings.Counted counted = findings.counted();
        assertThat(List.of(counted.lost(), counted.twice(), counted.other())).isEqualTo(List.of(2L, 2L, 1L));
        assertThat(counted.first()).contains("missing");
        assertThat(findings.isClean()).isFalse();
    }

    private static Reply.Listed.Entry entry(long version) {
        return new Reply.Listed.Entry(KEY, Value.of("y"), Version.of(version));
    }
}
