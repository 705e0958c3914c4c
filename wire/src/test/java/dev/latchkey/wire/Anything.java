package dev.latchkey.wire;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
        Arbitrary<byte[]> words = Arbitraries.of("AFTER", "limit", "Values", "\r\n", "$-1\r\n", "5", "'\"")
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
                Combinators.combine(keys(), values(), versions()).as(Command.Put::new),
                Combinators.combine(keys(), versions().filter(version -> !version.isNone()))
                        .as(Command.Delete::new),
                lists());
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
            public Arbitrary<Reply> put(Command.Put put) {
                return writes();
            }

            @Override
            public Arbitrary<Reply> delete(Command.Delete delete) {
                return writes();
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

    private static Arbitrary<Reply> writes() {
        return Arbitraries.oneOf(
                versions().map(Reply.Written::new),
                versions().map(Reply.Conflict::new),
                Arbitraries.just(new Reply.NoKey()));
    }

    private static Arbitrary<Long> revisions() {
        return Arbitraries.longs().between(0, Long.MAX_VALUE);
    }
}
