package dev.latchkey.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

final class LatchkeyExtensionTest {

    private static Events testsOf(Class<?> sample) {
        EngineExecutionResults results = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(sample))
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
                .execute();
        results.containerEvents().assertStatistics(counts -> counts.failed(0));
        return results.testEvents();
    }

    @Test
    void eachTestHasAServerOfItsOwnThatIsClosedAfterIt() {
        ServersSample.SERVERS.clear();
        testsOf(ServersSample.class)
                .assertStatistics(counts -> counts.succeeded(3).failed(0));
        assertThat(ServersSample.SERVERS).doesNotHaveDuplicates().hasSize(3).allSatisfy(ServersSample::requireClosed);
    }

    @Test
    void serverThatBeforeAllTakesIsSharedByTheClass() {
        testsOf(SharedServerSample.class)
                .assertStatistics(counts -> counts.succeeded(2).failed(0));
    }

    @Test
    void optionsComeFromTheNearestAnnotation() {
        testsOf(DurableSample.class)
                .assertStatistics(counts -> counts.succeeded(3).failed(0));
    }
}
