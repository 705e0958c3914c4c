package dev.latchkey.server.stats;

import dev.latchkey.wire.verbs.Verb;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * Counts what one network thread answered, and how long it took. One thread writes, any thread may read; reading never holds
 * the writer up.
 */
public final class CommandStats {

    private static final int SIGNIFICANT_DIGITS = 2;

    private final Map<Verb, OfCommand> commands = new ConcurrentHashMap<>();

    /** The writer's way to {@link #commands}: an array underneath, no hashing. */
    private final Map<Verb, OfCommand> mine = new EnumMap<>(Verb.class);

    private final LongAdder unknown = new LongAdder();
    private final LongAdder violations = new LongAdder();
    private final Map<String, LongAdder> foreigners = new ConcurrentHashMap<>();

    /** Counts a reply to a command. */
    public void answered(Verb verb, boolean failed, long nanos) {
        OfCommand command = mine.get(verb);
        if (command == null) {
            command = new OfCommand();
            mine.put(verb, command);
            commands.put(verb, command);
        }
        command.add(failed, nanos);
    }

    /** Counts a command that there is none of. */
    public void unknown() {
        unknown.increment();
    }

    public void violation() {
        violations.increment();
    }

    public void foreigner(String whatItSpeaks) {
        foreigners.computeIfAbsent(whatItSpeaks, name -> new LongAdder()).increment();
    }

    /** Adds what has been counted so far to {@code totals}. */
    public void addTo(Totals totals) {
        commands.forEach(
                (verb, command) -> command.addTo(totals.commands.computeIfAbsent(verb, v -> new Totals.Total())));
        totals.unknown += unknown.sum();
        totals.violations += violations.sum();
        totals.foreigners +=
                foreigners.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** What several threads counted, added up. */
    public static final class Totals {
        public final Map<Verb, Total> commands = new EnumMap<>(Verb.class);
        long unknown;
        public long violations;
        public long foreigners;

        long answered() {
            return unknown + commands.values().stream().mapToLong(c -> c.calls).sum();
        }

        public static final class Total {
            public long calls;
            long failed;
            final Histogram nanos = new Histogram(SIGNIFICANT_DIGITS);
        }
    }

    private static final class OfCommand {

        private final LongAdder failed = new LongAdder();
        private final SingleWriterRecorder recorder = new SingleWriterRecorder(SIGNIFICANT_DIGITS);

        /** What readers have taken out of the recorder so far. Guarded by this. */
        private final Histogram soFar = new Histogram(SIGNIFICANT_DIGITS);

        void add(boolean refused, long nanos) {
            recorder.recordValue(Math.max(0, nanos));
            if (refused) {
                failed.increment();
            }
        }

        synchronized void addTo(Totals.Total totals) {
            soFar.add(recorder.getIntervalHistogram());
            totals.calls += soFar.getTotalCount();
            totals.failed += failed.sum();
            totals.nanos.add(soFar);
        }
    }
}
