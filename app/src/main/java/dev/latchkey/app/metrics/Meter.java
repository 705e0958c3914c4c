package dev.latchkey.app.metrics;

import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * A figure that is one number.
 *
 * @param name the name in Micrometer's notation, without the unit and without {@code total}
 * @param unit the base unit, which becomes part of the name for Prometheus; null for a number of things
 * @param help what it means, in one sentence
 * @param isCounter whether the number only grows; otherwise it is a gauge
 * @param value reads the number from the figures
 */
record Meter<F>(String name, @Nullable String unit, String help, boolean isCounter, ToDoubleFunction<F> value) {

    private static final String BYTES = "bytes";
    private static final String SECONDS = "seconds";

    static final double NANOS_PER_SECOND = 1e9;

    static <F> Meter<F> gauge(String name, String help, ToDoubleFunction<F> value) {
        return new Meter<>(name, null, help, false, value);
    }

    static <F> Meter<F> bytes(String name, String help, ToDoubleFunction<F> value) {
        return new Meter<>(name, BYTES, help, false, value);
    }

    static <F> Meter<F> seconds(String name, String help, ToDoubleFunction<F> value) {
        return new Meter<>(name, SECONDS, help, false, value);
    }

    static <F> Meter<F> counter(String name, String help, ToDoubleFunction<F> value) {
        return new Meter<>(name, null, help, true, value);
    }

    static <F> Meter<F> bytesTotal(String name, String help, ToDoubleFunction<F> value) {
        return new Meter<>(name, BYTES, help, true, value);
    }

    static <F> Meter<F> secondsTotal(String name, String help, ToDoubleFunction<F> value) {
        return new Meter<>(name, SECONDS, help, true, value);
    }
}
