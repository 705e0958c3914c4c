package dev.latchkey.check;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.check.model.Register;
import dev.latchkey.check.model.StringMap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The verdicts on histories that others recorded. */
class RecordedHistoriesTest {

    private static final Limits LIMITS = Limits.DEFAULT.withTime(Duration.ofSeconds(30));

    @Test
    void etcdIsNotLinearizableExceptInTenHistories() {
        List<Integer> legal = new ArrayList<>();
        for (int file = 0; file < 50; file++) {
            var history = RecordedHistories.etcd(String.format("jepsen-etcd/etcd_%03d.log", file));
            Verdict verdict = new Checker<>(new Register(), LIMITS).check(history);
            assertThat(verdict).isNotInstanceOf(Verdict.Unknown.class);
            if (verdict instanceof Verdict.Ok) {
                legal.add(file);
            }
        }
        assertThat(legal).containsExactly(2, 5, 7, 18, 25, 31, 38, 45, 48, 49);
    }

    @Test
    void mapOfOneClientAsAWhole() {
        assertThat(whole("porcupine-kv/c01-ok.txt")).isInstanceOf(Verdict.Ok.class);
        assertThat(whole("porcupine-kv/c01-bad.txt")).isInstanceOf(Verdict.Illegal.class);
    }

    @Test
    void mapOfTenClientsAsAWhole() {
        assertThat(whole("porcupine-kv/c10-ok.txt")).isInstanceOf(Verdict.Ok.class);
    }

    @Test
    void badMapOfTenClientsAsAWhole() {
        assertThat(whole("porcupine-kv/c10-bad.txt")).isInstanceOf(Verdict.Illegal.class);
    }

    @Test
    void mapOfTenClientsByKey() {
        assertThat(byKey("porcupine-kv/c10-ok.txt")).isInstanceOf(Verdict.Ok.class);
        assertThat(byKey("porcupine-kv/c10-bad.txt"))
                .isInstanceOfSatisfying(Verdict.Illegal.class, illegal -> assertThat(illegal.part())
                        .isNotNull());
    }

    private static Verdict whole(String file) {
        return new Checker<>(new StringMap(), LIMITS).check(RecordedHistories.kv(file));
    }

    private static Verdict byKey(String file) {
        return new Checker<>(new StringMap(), LIMITS.withThreads(2))
                .checkParts(RecordedHistories.kv(file).stream()
                        .collect(groupingBy(operation -> operation.input().key())));
    }
}
