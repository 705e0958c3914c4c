package dev.latchkey.server.stats;

import dev.latchkey.wire.verbs.Verb;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * Counts the replies of one event loop and records their latencies. One thread writes and any thread may read; reading never blocks
 * the writer.
 */
public final class CommandStats {

    private static final int SIGNIFICANT_DIGITS = 2;

    private final Map<Verb, OfCommand> commands = new ConcurrentHashMap<>();

    /** The same values for the writer, which looks them up without hashing. */
    private final Map<Verb, OfCommand> mine = new EnumMap<>(Verb.class);

    private final LongAdder unknown = new LongAdder();
    private final LongAdder violations = new LongAdder();
    private final LongAdder follows = new LongAdder();
    private final LongAdder followers = new LongAdder();
    private final LongAdder pushedEvents = new LongAdder();
    private final LongAdder closedFollowers = new LongAdder();
    private final Map<String, LongAdder> nonRespClients = new ConcurrentHashMap<>();

    /** Counts a reply to a command, and whether it was an error. */
    public void countReply(Verb verb, boolean failed, long nanos) {
        OfCommand command = mine.get(verb);
        if (command == null) {
            command = new OfCommand();
            mine.put(verb, command);
            commands.put(verb, command);
        }
        command.add(failed, nanos);
    }

    /** Counts a request whose command does not exist. */
    public void countUnknownCommand() {
        unknown.increment();
    }

    /** Counts a connection that is closed because of a protocol error. */
    public void countProtocolError() {
        violations.increment();
    }

    /** Counts follows that a connection has gained or lost, and whether it has become or ceased to be a follower: 1, -1 or 0. */
    public void countFollows(int gained, int gainedFollowers) {
        follows.add(gained);
        followers.add(gainedFollowers);
    }

    /** Counts events that are pushed. */
    public void countPushedEvents(int events) {
        pushedEvents.add(events);
    }

    /** Counts a connection that is closed because it follows too slowly. */
    public void countClosedFollower() {
        closedFollowers.increment();
    }

    /** Counts a connection that speaks another protocol than RESP. */
    public void countNonRespClient(String protocol) {
        nonRespClients.computeIfAbsent(protocol, name -> new LongAdder()).increment();
    }

    /** Adds the current counts to {@code totals}. */
    public void addTo(Totals totals) {
        commands.forEach(
                (verb, command) -> command.addTo(totals.commands.computeIfAbsent(verb, v -> new Totals.Total())));
        totals.unknown += unknown.sum();
        totals.violations += violations.sum();
        totals.follows += follows.sum();
        totals.followers += followers.sum();
        totals.pushedEvents += pushedEvents.sum();
        totals.closedFollowers += closedFollowers.sum();
        totals.nonRespClients +=
                nonRespClients.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** The sums of the counts of several event loops. */
    public static final class Totals {
        public final Map<Verb, Total> commands = new EnumMap<>(Verb.class);
        long unknown;
        public long violations;
        private long follows;
        long followers;
        long pushedEvents;
        long closedFollowers;
        public long nonRespClients;

        /** The number of follows of all connections. */
        public long follows() {
            return follows;
        }

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

        /** The sum of the intervals read from the recorder so far. Guarded by this. */
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
