package dev.latchkey.app;

import java.util.Arrays;

/** The result of a test run in a separate process. */
enum TestVerdict {
    /** At least one test ran, and all that ran passed. */
    PASSED(40),
    /** At least one test ran and failed, for a reason other than a class that could not be loaded. */
    FAILED(41),
    /** No test was found, or all were skipped. */
    NOTHING_RAN(42),
    /** The run itself failed: the test does not exist, or a class could not be loaded. */
    BROKEN(43),
    /** The process exited in some other way. */
    DIED(-1),
    /** The process was still running at the timeout and was killed. */
    TIMED_OUT(-1);

    /** Differs from the exit codes that a JVM, a shell or a test that calls exit would use. */
    private final int exitCode;

    TestVerdict(int exitCode) {
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }

    static TestVerdict ofExitCode(int code) {
        return Arrays.stream(values())
                .filter(verdict -> verdict.exitCode >= 0 && verdict.exitCode == code)
                .findFirst()
                .orElse(DIED);
    }
}
