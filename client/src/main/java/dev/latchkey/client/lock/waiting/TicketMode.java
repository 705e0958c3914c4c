package dev.latchkey.client.lock.waiting;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a ticket in a queue stands for: with which earlier tickets it can be granted at the same time. Whoever decides about a ticket
 * looks at the tickets before it only, and those never become more, so a ticket that is granted stays granted until it is deleted.
 */
public sealed interface TicketMode {

    /** Returns the mode of a holder that excludes all others. */
    static TicketMode exclusive() {
        return new Exclusive();
    }

    /** Returns the mode of a writer, which excludes all others. */
    static TicketMode write() {
        return new Write();
    }

    /** Returns the mode of a reader, which excludes writers only. */
    static TicketMode read() {
        return new Read();
    }

    /** Returns the mode of one of up to {@code permits} holders. */
    static TicketMode ofPermits(int permits) {
        return new Permits(permits);
    }

    /** The mode that a ticket names; empty if it is unknown. */
    static Optional<TicketMode> parse(String word) {
        return switch (word) {
            case "" -> Optional.of(exclusive());
            case "w" -> Optional.of(write());
            case "r" -> Optional.of(read());
            default -> Permits.parse(word);
        };
    }

    /** How a ticket names its mode. */
    String word();

    /**
     * The tickets that must be deleted before a ticket of this mode can be granted: empty if it is granted, and otherwise those among
     * them whose deletion can change that.
     *
     * @param earlier the tickets before it, oldest first
     */
    List<Ticket> blockers(List<Ticket> earlier);

    /** Why a ticket of this mode must not be in a queue with {@code earlier} ones, as a phrase; empty if it may be. */
    default Optional<String> conflict(List<Ticket> earlier) {
        return Optional.empty();
    }

    /** See {@link #exclusive}. */
    record Exclusive() implements TicketMode {
        @Override
        public String word() {
            return "";
        }

        @Override
        public List<Ticket> blockers(List<Ticket> earlier) {
            return latest(earlier, ticket -> true);
        }
    }

    /** See {@link #write}. */
    record Write() implements TicketMode {
        @Override
        public String word() {
            return "w";
        }

        @Override
        public List<Ticket> blockers(List<Ticket> earlier) {
            return latest(earlier, ticket -> true);
        }
    }

    /** See {@link #read}. */
    record Read() implements TicketMode {
        @Override
        public String word() {
            return "r";
        }

        @Override
        public List<Ticket> blockers(List<Ticket> earlier) {
            return latest(earlier, ticket -> !(ticket.mode() instanceof Read));
        }
    }

    /** One of up to {@code permits} holders. */
    record Permits(int permits) implements TicketMode {

        /** The largest number of permits. A client that waits watches as many keys. */
        public static final int MAX = 1_000;

        private static final String MARK = "p";

        public Permits {
            if (permits < 1 || permits > MAX) {
                throw new IllegalArgumentException("a semaphore has 1 to " + MAX + " permits, not " + permits);
            }
        }

        static Optional<TicketMode> parse(String word) {
            if (!word.matches(MARK + "[1-9]\\d{0,3}")) {
                return Optional.empty();
            }
            int permits = Integer.parseInt(word.substring(MARK.length()));
            return permits > MAX ? Optional.empty() : Optional.of(new Permits(permits));
        }

        @Override
        public String word() {
            return MARK + permits;
        }

        /**
         * If this many tickets or more are before a ticket, it watches the latest ones, as many as there are permits: whenever the
         * last deletion that it waits for happens, exactly those are left.
         */
        @Override
        public List<Ticket> blockers(List<Ticket> earlier) {
            return earlier.size() < permits
                    ? List.of()
                    : List.copyOf(earlier.subList(earlier.size() - permits, earlier.size()));
        }

        @Override
        public Optional<String> conflict(List<Ticket> earlier) {
            return earlier.stream()
                    .filter(ticket -> !ticket.mode().equals(this))
                    .findFirst()
                    .map(ticket -> ticket.mode() instanceof Permits other
                            ? "another client uses it with " + other.permits + " permits instead of " + permits
                            : "another client uses it as another kind of lock");
        }
    }

    private static List<Ticket> latest(List<Ticket> earlier, Predicate<Ticket> excluded) {
        for (int i = earlier.size() - 1; i >= 0; i--) {
            if (excluded.test(earlier.get(i))) {
                return List.of(earlier.get(i));
            }
        }
        return List.of();
    }
}
