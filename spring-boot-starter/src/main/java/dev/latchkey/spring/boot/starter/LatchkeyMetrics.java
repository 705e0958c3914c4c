package dev.latchkey.spring.boot.starter;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.UnknownOutcomes;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToLongFunction;

/** The figures of the client. No key or value is part of a name or a tag. */
final class LatchkeyMetrics implements MeterBinder {

    private final Latchkey latchkey;

    LatchkeyMetrics(Latchkey latchkey) {
        this.latchkey = latchkey;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        FunctionCounter.builder("latchkey.client.retried.writes", latchkey, Latchkey::retriedWrites)
                .description("Writes that were sent more than once")
                .register(registry);
        unknown(registry, "deadline", UnknownOutcomes::deadlineEnded);
        unknown(registry, "session", UnknownOutcomes::sessionLost);
        unknown(registry, "store", UnknownOutcomes::storeChanged);
        unknown(registry, "abandoned", UnknownOutcomes::abandoned);
        unknown(registry, "refused", UnknownOutcomes::resendRefused);
    }

    private void unknown(MeterRegistry registry, String cause, ToLongFunction<UnknownOutcomes> count) {
        FunctionCounter.builder(
                        "latchkey.client.unknown.outcomes",
                        latchkey,
                        client -> count.applyAsLong(client.unknownOutcomes()))
                .description("Writes whose outcome is unknown")
                .tag("cause", cause)
                .register(registry);
    }
}
