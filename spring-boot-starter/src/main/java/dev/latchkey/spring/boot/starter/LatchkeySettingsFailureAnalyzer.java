package dev.latchkey.spring.boot.starter;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Describes a setting that is not valid, instead of a stack trace. */
final class LatchkeySettingsFailureAnalyzer extends AbstractFailureAnalyzer<LatchkeySettingsException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, LatchkeySettingsException cause) {
        return new FailureAnalysis(
                "The settings of the Latchkey client are not valid: " + cause.getMessage(),
                "Correct the properties latchkey.*, or the bean of type LatchkeyConnectionDetails.",
                cause);
    }
}
