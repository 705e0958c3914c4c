package dev.latchkey.app;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.platform.commons.JUnitException;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** The main class of a {@link TestProcess}: runs the tests given as arguments and exits with the code of the verdict. */
final class TestProcessMain {

    private TestProcessMain() {}

    public static void main(String[] tests) {
        // Why exit: threads left over by a failed test must not keep the process alive.
        System.exit(run(tests).exitCode());
    }

    private static TestVerdict run(String[] tests) {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        try {
            LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request();
            for (String test : tests) {
                request.selectors(selectors(test));
            }
            LauncherFactory.create().execute(request.build(), listener);
        } catch (JUnitException | ClassNotFoundException e) {
            e.printStackTrace();
            return TestVerdict.BROKEN;
        }
        TestExecutionSummary summary = listener.getSummary();
        summary.printFailuresTo(new PrintWriter(System.err, true, StandardCharsets.ISO_8859_1));
        return verdict(summary);
    }

    private static List<? extends DiscoverySelector> selectors(String test) throws ClassNotFoundException {
        int hash = test.indexOf('#');
        if (hash < 0) {
            return List.of(DiscoverySelectors.selectClass(Class.forName(test)));
        }
        Class<?> testClass = Class.forName(test.substring(0, hash));
        String name = test.substring(hash + 1);
        return ReflectionSupport.findMethods(
                        testClass, method -> method.getName().equals(name), HierarchyTraversalMode.TOP_DOWN)
                .stream()
                .map(method -> DiscoverySelectors.selectMethod(testClass, method))
                .toList();
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

    /** Whether a class was missing or incompatible. The bug was then planted incorrectly, and no test caught it. */
    private static boolean isLinkage(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof LinkageError || cause instanceof ClassNotFoundException) {
                return true;
            }
        }
        return false;
    }
}
