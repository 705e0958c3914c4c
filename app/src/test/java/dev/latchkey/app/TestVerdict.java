package dev.latchkey.app;

import java.util.Arrays;

/** How a test run in a process of its own ended. */
enum TestVerdict {
    /** At least one test ran, and all that ran are green. */
    PASSED(40),
    /** At least one test ran and was red, as a test is: not because a class could not be loaded. */
    FAILED(41),
    /** There was nothing to run, or all of it was skipped. */
    NOTHING_RAN(42),
    /** The run itself broke: no such test, or a class that could not be loaded. */
    BROKEN(43),
    /** The process ended in some other way. */
    DIED(-1),
    /** The process was still running at the bound and was ended. */
    TIMED_OUT(-1);

    /** Unlike the codes that a JVM, a shell or a test that calls exit would use. */
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
