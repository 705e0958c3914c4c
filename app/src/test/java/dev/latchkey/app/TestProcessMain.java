package dev.latchkey.app;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import org.junit.platform.commons.JUnitException;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** The other end of {@link TestProcess}: runs the tests named by the arguments and ends with the code of the verdict. */
final class TestProcessMain {

    private TestProcessMain() {}

    public static void main(String[] tests) {
        // Why exit: threads that a failed test has left behind must not keep the process.
        System.exit(run(tests).exitCode());
    }

    private static TestVerdict run(String[] tests) {
        List<DiscoverySelector> selectors =
                Arrays.stream(tests).map(TestProcessMain::selector).toList();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        try {
            LauncherFactory.create()
                    .execute(
                            LauncherDiscoveryRequestBuilder.request()
                                    .selectors(selectors)
                                    .build(),
                            listener);
        } catch (JUnitException e) {
            e.printStackTrace();
            return TestVerdict.BROKEN;
        }
        TestExecutionSummary summary = listener.getSummary();
        summary.printFailuresTo(new PrintWriter(System.err, true));
        return verdict(summary);
    }

    private static DiscoverySelector selector(String test) {
        return test.contains("#") ? DiscoverySelectors.selectMethod(test) : DiscoverySelectors.selectClass(test);
    }

    private static TestVerdict verdict(TestExecutionSummary summary) {
        List<TestExecutionSummary.Failure> failures = summary.getFailures();
        if (failures.stream().anyMatch(TestProcessMain::isRedTest)) {
            return TestVerdict.FAILED;
        }
        if (!failures.isEmpty()) {
            return TestVerdict.BROKEN;
        }
        return summary.getTestsSucceededCount() == 0 ? TestVerdict.NOTHING_RAN : TestVerdict.PASSED;
    }

    private static boolean isRedTest(TestExecutionSummary.Failure failure) {
        return failure.getTestIdentifier().isTest() && !isLinkage(failure.getException());
    }

    /** Whether a class was missing or did not fit the others: then the bug was not planted well, and nothing was caught. */
    private static boolean isLinkage(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof LinkageError || cause instanceof ClassNotFoundException) {
                return true;
            }
        }
        return false;
    }
}
