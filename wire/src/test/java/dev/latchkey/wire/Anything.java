package dev.latchkey.wire;

import dev.latchkey.core.Command;
import dev.latchkey.core.EventKind;
import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.Key;
import dev.latchkey.core.KeyEvent;
import dev.latchkey.core.Origin;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Arbitrary commands and replies, of arbitrary bytes that include the keywords of the protocol. */
public final class Anything {

    private Anything() {}

    private static Arbitrary<byte[]> bytes(int lengthMin, int lengthMax) {
        Arbitrary<byte[]> any =
                Arbitraries.bytes().array(byte[].class).ofMinSize(lengthMin).ofMaxSize(lengthMax);
        Arbitrary<byte[]> words = Arbitraries.of(
                        "AFTER", "limit", "Values", "\r\n", "$-1\r\n", "5", "'\"", "FROM", "block")
                .map(word -> word.getBytes(StandardCharsets.US_ASCII));
        return Arbitraries.frequencyOf(Tuple.of(4, any), Tuple.of(1, words));
    }

    static Arbitrary<Key> keys() {
        return bytes(1, Key.LENGTH_MAX).map(Key::of);
    }

    static Arbitrary<Value> values() {
        return bytes(0, 5_000).map(Value::of);
    }

    static Arbitrary<Version> versions() {
        return Arbitraries.longs().between(0, Long.MAX_VALUE).map(Version::of);
    }

    static Arbitrary<Command.ListKeys> lists() {
        return Combinators.combine(
                        bytes(0, 40).map(Prefix::of),
                        keys().injectNull(0.3),
                        Arbitraries.integers().between(1, Command.ListKeys.LIMIT_MAX),
                        Arbitraries.of(true, false))
                .as(Command.ListKeys::new);
    }

    public static Arbitrary<Command> commands() {
        return Arbitraries.oneOf(
                keys().map(Command.Get::new),
                puts().map(put -> put),
                deletes().map(delete -> delete),
                transactions().map(transaction -> transaction),
                lists(),
                sessions().map(id -> new Command.RenewSession(id, Requests.USER)),
                sessions().map(id -> new Command.CloseSession(id, Requests.USER)),
                ttls().map(ttl -> new Command.OpenSession(Requests.SESSION, ttl, Requests.USER)),
                sessions().flatMap(Anything::keeps),
                historyReads(),
                sessions().flatMap(Anything::onces));
    }

    private static Arbitrary<Command> historyReads() {
        Arbitrary<Prefix> prefixes = bytes(0, 40).map(Prefix::of);
        Arbitrary<Integer> limits = Arbitraries.integers().between(1, HistoryRead.Changes.LIMIT_MAX);
        Arbitrary<Integer> waits = Arbitraries.integers().between(0, HistoryRead.Changes.WAIT_MILLIS_MAX);
        return Arbitraries.oneOf(
                Combinators.combine(prefixes, revisions().map(OptionalLong::of).injectNull(0.3))
                        .as((prefix, from) ->
                                new HistoryRead.Follow(prefix, from == null ? OptionalLong.empty() : from)),
                Combinators.combine(prefixes, revisions(), limits, waits).as(HistoryRead.Changes::startingAfter),
                Combinators.combine(keys(), limits).as(HistoryRead.OfKey::new));
    }

    private static Arbitrary<Origin> origins() {
        return Combinators.combine(Arbitraries.strings().ofMaxLength(20), Arbitraries.longs())
                .as((by, wallMillis) -> new Origin(Origin.cut(by), wallMillis));
    }

    /** Events of any content, in order. */
    public static Arbitrary<List<KeyEvent>> events(long after) {
        return Combinators.combine(
                        Arbitraries.of(EventKind.values()),
                        keys(),
                        versions(),
                        values(),
                        origins(),
                        Arbitraries.of(true, false))
                .as((kind, key, version, value, origin, last) ->
                        new KeyEvent(1, 0, kind, key, version, kind == EventKind.PUT ? value : null, origin, last))
                .list()
                .ofMaxSize(20)
                .map(events -> chained(events, after));
    }

    private static List<KeyEvent> chained(List<KeyEvent> events, long after) {
        List<KeyEvent> chained = new ArrayList<>();
        long previous = after;
        for (KeyEvent event : events) {
            long revision = previous + 1 + event.key().length();
            if (revision > previous) { // not beyond the largest number
                chained.add(new KeyEvent(
                        revision,
                        previous,
                        event.kind(),
                        event.key(),
                        event.version(),
                        event.value(),
                        event.origin(),
                        event.last()));
                previous = revision;
            }
        }
        return chained;
    }

    private static Arbitrary<Reply> repliesToHistoryRead(HistoryRead read) {
        Arbitrary<Reply> replies = read.matchHistory(new HistoryRead.Cases<>() {
            @Override
            public Arbitrary<Reply> follow(HistoryRead.Follow follow) {
                return revisions().map(Reply.Following::new);
            }

            @Override
            public Arbitrary<Reply> changes(HistoryRead.Changes changes) {
                return events(changes.after())
                        .map(events -> events.subList(0, Math.min(events.size(), changes.limit())))
                        .map(events -> {
                            long last = events.isEmpty()
                                    ? changes.after()
                                    : events.get(events.size() - 1).revision();
                            return new Reply.Changed(Long.MAX_VALUE, last, false, events);
                        });
            }

            @Override
            public Arbitrary<Reply> ofKey(HistoryRead.OfKey ofKey) {
                Arbitrary<List<Reply.EventsOfKey.Summary>> summaries = Combinators.combine(
                                versions(),
                                revisions(),
                                Arbitraries.of(EventKind.values()),
                                origins(),
                                Arbitraries.integers().between(0, Value.LENGTH_MAX))
                        .as(Reply.EventsOfKey.Summary::new)
                        .list()
                        .ofMaxSize(Math.min(20, ofKey.limit()));
                return Combinators.combine(Arbitraries.of(true, false), summaries)
                        .as(Reply.EventsOfKey::new);
            }
        });
        return Arbitraries.oneOf(
                replies, revisions().map(Reply.Compacted::new), revisions().map(Reply.NotReached::new));
    }

    private static Arbitrary<Command.Put> puts() {
        return Combinators.combine(
                        keys(),
                        values(),
                        versions(),
                        sessions()
                                .map(id -> new Command.Owner(id, Requests.USER))
                                .injectNull(0.5),
                        guards())
                .as(Command.Put::new);
    }

    private static Arbitrary<Command.Delete> deletes() {
        return Combinators.combine(keys(), versions().filter(version -> !version.isNone()), guards())
                .as(Command.Delete::new);
    }

    private static Arbitrary<Command.Guard> guards() {
        return Combinators.combine(keys(), versions()).as(Command.Guard::new).injectNull(0.5);
    }

    private static Arbitrary<SessionId> sessions() {
        return Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(SessionId::new);
    }

    private static Arbitrary<Integer> ttls() {
        return Arbitraries.integers().between(1, Command.OpenSession.TTL_MILLIS_MAX);
    }

    private static Arbitrary<Command.KeepSession> keeps(SessionId id) {
        return ttls().map(ttl -> new Command.KeepSession(id, ttl, Requests.USER));
    }

    private static Arbitrary<Command.Once> onces(SessionId id) {
        Arbitrary<Command.Write> steps = Arbitraries.oneOf(
                puts(), deletes(), transactions(), keeps(id), Arbitraries.just(Command.Cancel.INSTANCE));
        return Combinators.combine(
                        Arbitraries.longs().between(1, Long.MAX_VALUE),
                        Arbitraries.longs().between(0, Long.MAX_VALUE),
                        steps)
                .as((seq, acked, step) -> new Command.Once(id, Requests.USER, seq, acked, step));
    }

    public static Arbitrary<Reply> replies(Command command) {
        return command.match(new Command.Cases<>() {
            @Override
            public Arbitrary<Reply> get(Command.Get get) {
                Arbitrary<Reply> found = Combinators.combine(values(), versions(), revisions())
                        .as(Versioned::new)
                        .map(Reply.Found::new);
                return Arbitraries.oneOf(found, Arbitraries.just(new Reply.NoKey()));
            }

            @Override
            public Arbitrary<Reply> history(HistoryRead read) {
                return repliesToHistoryRead(read);
            }

            @Override
            public Arbitrary<Reply> put(Command.Put put) {
                return writes();
            }

            @Override
            public Arbitrary<Reply> delete(Command.Delete delete) {
                return writes();
            }

            @Override
            public Arbitrary<Reply> renewSession(Command.RenewSession renew) {
                return Arbitraries.oneOf(kept(), Arbitraries.just(Reply.NoSession.INSTANCE));
            }

            @Override
            public Arbitrary<Reply> openSession(Command.OpenSession open) {
                return Arbitraries.just(new Reply.Opened(open.session()));
            }

            @Override
            public Arbitrary<Reply> keepSession(Command.KeepSession keep) {
                return Arbitraries.oneOf(kept(), Arbitraries.just(Reply.NoSession.INSTANCE));
            }

            @Override
            public Arbitrary<Reply> closeSession(Command.CloseSession close) {
                return Arbitraries.of(Reply.Closed.INSTANCE, Reply.NoSession.INSTANCE);
            }

            @Override
            public Arbitrary<Reply> endSession(Command.EndSession end) {
                throw new IllegalStateException("no client sends " + end);
            }

            @Override
            public Arbitrary<Reply> once(Command.Once once) {
                return Arbitraries.oneOf(
                        once.step().match(this),
                        Arbitraries.of(Reply.SeqReason.values()).map(Reply.SeqRefused::new),
                        Arbitraries.of(new Reply.Cancelled(true), Reply.NoSession.INSTANCE));
            }

            @Override
            public Arbitrary<Reply> cancel(Command.Cancel cancel) {
                return Arbitraries.oneOf(writes(), Arbitraries.just(new Reply.Cancelled(false)));
            }

            @Override
            public Arbitrary<Reply> transaction(Command.Transaction transaction) {
                List<Arbitrary<Reply.Result>> results = transaction.operations().stream()
                        .map(operation -> operation.matchOperation(RESULTS))
                        .toList();
                Arbitrary<Reply> done = Combinators.combine(results).as(Reply.Transacted::new);
                Arbitrary<Reply> reasons = Arbitraries.oneOf(
                        versions().map(Reply.Conflict::new),
                        versions().map(Reply.GuardFailed::new),
                        Arbitraries.of(Reply.Refusal.values()).map(Reply.Refused::new),
                        Arbitraries.of(new Reply.NoKey(), Reply.NoSession.INSTANCE));
                Arbitrary<Reply> refused = Combinators.combine(
                                Arbitraries.integers().between(1, Command.Transaction.OPERATIONS_MAX), reasons)
                        .as(Reply.TransactionRefused::new);
                return Arbitraries.oneOf(done, refused);
            }

            @Override
            public Arbitrary<Reply> listKeys(Command.ListKeys list) {
                Arbitrary<Value> value = list.values() ? values() : Arbitraries.just(Value.EMPTY);
                Arbitrary<List<Reply.Listed.Entry>> entries = Combinators.combine(keys(), value, versions())
                        .as((k, v, n) -> new Reply.Listed.Entry(k, list.values() ? v : null, n))
                        .list()
                        .ofMaxSize(Math.min(20, list.limit()));
                return Combinators.combine(revisions(), Arbitraries.of(true, false), entries)
                        .as(Reply.Listed::new);
            }
        });
    }

    private static final Command.OperationCases<Arbitrary<Reply.Result>> RESULTS = new Command.OperationCases<>() {
        @Override
        public Arbitrary<Reply.Result> check(Command.Check check) {
            return Arbitraries.just(Reply.Result.Checked.INSTANCE);
        }

        @Override
        public Arbitrary<Reply.Result> put(Command.Put put) {
            return versions().map(Reply.Result.Written::new);
        }

        @Override
        public Arbitrary<Reply.Result> delete(Command.Delete delete) {
            return versions().map(Reply.Result.Written::new);
        }

        /** GET does not reply with the version. */
        @Override
        public Arbitrary<Reply.Result> read(Command.Read read) {
            Arbitrary<Version> version = read.withVersion() ? versions() : Arbitraries.just(Version.NONE);
            Arbitrary<Long> revision = read.withVersion() ? revisions() : Arbitraries.just(0L);
            return Combinators.combine(values(), version, revision)
                    .as(Versioned::new)
                    .injectNull(0.3)
                    .map(found -> new Reply.Result.Read(found, read.withVersion()));
        }

        @Override
        public Arbitrary<Reply.Result> observe(Command.Observe observe) {
            throw new IllegalStateException("no client sends " + observe);
        }

        @Override
        public Arbitrary<Reply.Result> unchanged(Command.Unchanged unchanged) {
            throw new IllegalStateException("no client sends " + unchanged);
        }
    };

    private static Arbitrary<Command.Transaction> transactions() {
        Arbitrary<Command.Operation> operations = Arbitraries.oneOf(
                puts().map(put -> put),
                deletes().map(delete -> delete),
                Combinators.combine(keys(), versions()).as(Command.Check::new),
                Combinators.combine(keys(), Arbitraries.of(true, false)).as(Command.Read::new));
        return operations.list().ofMinSize(1).ofMaxSize(12).map(Command.Transaction::new);
    }

    private static Arbitrary<Reply> writes() {
        return Arbitraries.oneOf(
                versions().map(Reply.Written::new),
                versions().map(Reply.Conflict::new),
                versions().map(Reply.GuardFailed::new),
                Arbitraries.of(new Reply.NoKey(), Reply.NoSession.INSTANCE));
    }

    private static Arbitrary<Reply> kept() {
        return ttls().map(Reply.Kept::new);
    }

    private static Arbitrary<Long> revisions() {
        return Arbitraries.longs().between(0, Long.MAX_VALUE);
    }
}
