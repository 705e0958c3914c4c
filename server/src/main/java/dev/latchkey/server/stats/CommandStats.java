package dev.latchkey.server.stats;

import dev.latchkey.engine.figures.Buckets;
import dev.latchkey.engine.figures.Counter;
import dev.latchkey.engine.figures.Distribution;
import dev.latchkey.wire.verbs.Verb;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the requests, replies and bytes of one event loop and records the latencies of its replies. One thread writes and any thread may
 * read. Counting a reply allocates nothing and executes no atomic instruction; reading never blocks the writer, and resets nothing.
 */
public final class CommandStats {

    private final Map<Verb, VerbCounts> commands = new ConcurrentHashMap<>();

    /** The same values for the writer, which looks them up without hashing. */
    private final Map<Verb, VerbCounts> mine = new EnumMap<>(Verb.class);

    private final VerbCounts unknown = new VerbCounts();
    private final Counter receivedBytes = new Counter();
    private final Counter sentBytes = new Counter();
    private final LongAdder violations = new LongAdder();
    private final LongAdder follows = new LongAdder();
    private final LongAdder followers = new LongAdder();
    private final LongAdder pushedEvents = new LongAdder();
    private final LongAdder closedFollowers = new LongAdder();
    private final Map<String, LongAdder> nonRespClients = new ConcurrentHashMap<>();

    /** Counts a reply to a command that was executed. */
    public void countReply(Verb verb, Outcome outcome, long nanos) {
        of(verb).executed(outcome, nanos);
    }

    /** Counts the error reply to a command that was refused before execution. */
    public void countRejected(Verb verb, Outcome outcome) {
        of(verb).rejected(outcome);
    }

    /** Counts a command whose outcome is unknown, so that it gets no reply. */
    public void countLost(Verb verb) {
        of(verb).lost();
    }

    private VerbCounts of(Verb verb) {
        VerbCounts counts = mine.get(verb);
        if (counts == null) {
            counts = new VerbCounts();
            mine.put(verb, counts);
            commands.put(verb, counts);
        }
        return counts;
    }

    /** Counts input that has arrived. */
    public void countReceived(int bytes) {
        receivedBytes.add(bytes);
    }

    /** Counts output that was written for a client. */
    public void countSent(int bytes) {
        sentBytes.add(bytes);
    }

    /** Counts the error reply to a request whose command does not exist. */
    public void countUnknownCommand(Outcome outcome) {
        unknown.rejected(outcome);
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
                (verb, counts) -> counts.addTo(totals.commands.computeIfAbsent(verb, v -> new Totals.Total())));
        totals.receivedBytes += receivedBytes.get();
        totals.sentBytes += sentBytes.get();
        unknown.addTo(totals.unknown);
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

        private final Map<Verb, Total> commands = new EnumMap<>(Verb.class);
        private final Total unknown = new Total();
        private long receivedBytes;
        private long sentBytes;
        private long violations;
        private long follows;
        private long followers;
        private long pushedEvents;
        private long closedFollowers;
        private long nonRespClients;

        /** The requests for each command that a client has sent, in the order of the command table. */
        public Map<Verb, Total> commands() {
            return commands;
        }

        /** The input that has arrived, in bytes. */
        public long receivedBytes() {
            return receivedBytes;
        }

        /** The replies and pushes that were written, in bytes. */
        public long sentBytes() {
            return sentBytes;
        }

        /** The number of requests whose command does not exist. */
        public long unknownCommands() {
            return unknown.answered();
        }

        /** The number of connections closed because of a protocol error. */
        public long protocolErrors() {
            return violations;
        }

        /** The number of follows of all connections. */
        public long follows() {
            return follows;
        }

        /** The number of connections that have a follow. */
        public long followers() {
            return followers;
        }

        /** The number of events pushed to followers. */
        public long pushedEvents() {
            return pushedEvents;
        }

        /** The number of connections closed because they followed too slowly. */
        public long closedFollowers() {
            return closedFollowers;
        }

        /** The number of connections that spoke another protocol. */
        public long nonRespClients() {
            return nonRespClients;
        }

        /** The number of requests that got a reply. */
        long answered() {
            return unknownCommands()
                    + commands.values().stream().mapToLong(Total::answered).sum();
        }

        /** The number of error replies with each code, in the order of codes. Protocol errors are not counted. */
        SortedMap<String, Long> errors() {
            SortedMap<String, Long> errors = new TreeMap<>();
            unknown.addErrorsTo(errors);
            commands.values().forEach(total -> total.addErrorsTo(errors));
            return errors;
        }

        /** The requests for one command. */
        public static final class Total {

            private final long[] outcomes = new long[Outcome.ALL.size()];
            private long rejected;
            private Distribution nanos = Distribution.empty(Buckets.NANOS);

            void add(Outcome outcome, long count) {
                outcomes[outcome.index] += count;
            }

            void add(long moreRejected, Distribution moreNanos) {
                rejected += moreRejected;
                nanos = nanos.plus(moreNanos);
            }

            /** The number of requests with that outcome. */
            public long of(Outcome outcome) {
                return outcomes[outcome.index];
            }

            /** The number of requests for each outcome that has occurred, in a fixed order. */
            public Map<Outcome, Long> outcomes() {
                Map<Outcome, Long> occurred = new LinkedHashMap<>();
                Outcome.ALL.stream()
                        .filter(outcome -> of(outcome) > 0)
                        .forEach(outcome -> occurred.put(outcome, of(outcome)));
                return occurred;
            }

            private void addErrorsTo(SortedMap<String, Long> errors) {
                outcomes().forEach((outcome, count) -> {
                    if (outcome.isError()) {
                        errors.merge(outcome.label(), count, Long::sum);
                    }
                });
            }

            /** How long it took from the arrival of a request that was executed until its reply was written, in nanoseconds. */
            public Distribution nanos() {
                return nanos;
            }

            /** The number of requests that were executed. */
            public long calls() {
                return nanos.count();
            }

            /** The number of requests that were refused before execution. */
            long rejected() {
                return rejected;
            }

            /** The number of requests that were executed and answered with an error. */
            long failed() {
                return errors() - rejected;
            }

            private long errors() {
                return Outcome.ALL.stream()
                        .filter(Outcome::isError)
                        .mapToLong(this::of)
                        .sum();
            }

            private long answered() {
                return of(Outcome.OK) + errors();
            }
        }
    }
}
