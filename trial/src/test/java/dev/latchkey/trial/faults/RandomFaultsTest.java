package dev.latchkey.trial.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.seams.SystemChance;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RandomFaultsTest {

    private static final int DRAWS = 20_000;

    private static List<Fault> draw(long seed, FaultRates rates) {
        return Stream.generate(new RandomFaults(SystemChance.seeded(seed), rates))
                .limit(DRAWS)
                .toList();
    }

    @Test
    void sameSeedDrawsTheSameFaults() {
        assertThat(draw(5, FaultRates.ROUGH))
                .isEqualTo(draw(5, FaultRates.ROUGH))
                .isNotEqualTo(draw(6, FaultRates.ROUGH));
    }

    @Test
    void eachKindFiresAboutAsOftenAsItsRateSays() {
        Map<ProxyFaultKind, Integer> drawn = new EnumMap<>(ProxyFaultKind.class);
        draw(1, FaultRates.ROUGH).forEach(fault -> drawn.merge(fault.kind(), 1, Integer::sum));
        Map.of(
                        ProxyFaultKind.CUT_BEFORE, 50,
                        ProxyFaultKind.CUT_AFTER, 80,
                        ProxyFaultKind.CUT_AMID, 40,
                        ProxyFaultKind.REPLAY, 60,
                        ProxyFaultKind.SWALLOW, 3,
                        ProxyFaultKind.DELAY, 200,
                        ProxyFaultKind.STALL, 5)
                .forEach((kind, perMille) -> assertThat(drawn.get(kind))
                        .as(kind.word())
                        .isBetween(perMille * DRAWS / 2_000, perMille * DRAWS / 500));
    }

    @Test
    void timesAreWithinTheirBounds() {
        assertThat(draw(2, FaultRates.ROUGH)).allSatisfy(fault -> {
            if (fault instanceof Fault.Delay delay) {
                assertThat(delay.ofRequest()).isBetween(Duration.ZERO, FaultRates.ROUGH.delayMax());
            } else if (fault instanceof Fault.Stall stall) {
                Duration most = FaultRates.ROUGH.stallMax();
                assertThat(stall.time()).isBetween(most.dividedBy(4), most);
            }
        });
        assertThat(draw(3, FaultRates.NONE)).containsOnly(Fault.NONE);
    }

    @Test
    void ratesOfMoreThanAllRequestsAreRefused() {
        assertThatThrownBy(() -> FaultRates.cuts(500, 400, 101, 0))
                .hasMessage("rate 101 is not in the range 0 to 100: the other rates are 900 of 1000 requests");
        assertThatThrownBy(() -> FaultRates.cuts(-1, 0, 0, 0)).hasMessageContaining("rate -1");
    }
}
