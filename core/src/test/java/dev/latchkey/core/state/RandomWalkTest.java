package dev.latchkey.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;

/** Random commands on few keys with low limits: the state machine and the naive store return the same replies. */
final class RandomWalkTest {

    /** Some keys are prefixes of others, some are not text, and any two can share a floor. */
    private static final List<Key> KEYS = List.of(
            Key.of("a"),
            Key.of("ab"),
            Key.of(new byte[] {'a', 0}),
            Key.of(new byte[] {'a', (byte) 0xff}),
            Key.of("b"),
            Key.of(new byte[] {(byte) 0x80}),
            Key.of(new byte[] {(byte) 0xff, (byte) 0xff}));

    private static final List<Prefix> PREFIXES =
            List.of(Prefix.EMPTY, Prefix.of("a"), Prefix.of("ab"), Prefix.of("c"), Prefix.of(new byte[] {(byte) 0xff}));

    /** Two of the larger values fill a page, and the largest fills one alone. */
    private static final List<Value> VALUES = List.of(
            Value.EMPTY,
            Value.of("v"),
            Value.of(new byte[] {(byte) 0xc3, 0}),
            Value.of(new byte[400_000]),
            Value.of(new byte[Value.LENGTH_MAX]));

    @Property(tries = 1_000)
    void everyReplyIsThatOfTheNaiveStore(@ForAll("limits") StateLimits limits, @ForAll("walks") List<Step> walk) {
        StateMachine machine = new StateMachine(limits, new SipHash(1, 2));
        NaiveStore naive = new NaiveStore(limits);

        for (Step step : walk) {
            Command command = step.resolve(naive);
            int tombstonesBefore = naive.tombstones();
            Reply expected = naive.apply(command);

            assertThat(machine.apply(command)).as("reply to %s", command).isEqualTo(expected);
            assertSameState(machine, naive);
            collect(command, expected, tombstonesBefore == limits.tombstonesMax());
        }
        assertSameLastVersions(machine, naive);
        checkThatNothingWasMissed();
    }

    @Property(tries = 300)
    void sameCommandsGiveTheSameState(@ForAll("limits") StateLimits limits, @ForAll("walks") List<Step> walk) {
        NaiveStore naive = new NaiveStore(limits);
        List<Command> commands = new ArrayList<>();
        for (Step step : walk) {
            Command command = step.resolve(naive);
            naive.apply(command);
            commands.add(command);
        }

        assertThat(transcript(limits, commands)).isEqualTo(transcript(limits, commands));
        assertThat(transcript(limits, commands.stream().filter(Command::isWrite).toList()))
                .as("reads change nothing")
                .isEqualTo(transcript(limits, commands).stream()
                        .filter(line -> line.command().isWrite())
                        .toList());
    }

    private static void assertSameState(StateMachine machine, NaiveStore naive) {
        assertThat(machine.revision()).as("revision").isEqualTo(naive.revision());
        assertThat(machine.size()).as("size").isEqualTo(naive.size());
        assertThat(machine.tombstones()).as("tombstones").isEqualTo(naive.tombstones());
        Command everything = new Command.ListKeys(Prefix.EMPTY, null, Command.ListKeys.LIMIT_MAX, false);
        assertThat(machine.apply(everything)).isEqualTo(naive.apply(everything));
    }

    /** Makes tombstones and floors visible: the reply to a create reveals the last version. */
    private static void assertSameLastVersions(StateMachine machine, NaiveStore naive) {
        for (Key key : KEYS) {
            Command create = new Command.Put(key, Value.EMPTY, Version.NONE);
            assertThat(machine.apply(create)).as("create %s", key).isEqualTo(naive.apply(create));
        }
    }

    /** A command, its reply, and the size of the store afterwards. */
    private record Line(Command command, Reply reply, long revision, int size, int tombstones, long bytes) {}

    private static List<Line> transcript(StateLimits limits, List<Command> commands) {
        StateMachine machine = new StateMachine(limits, new SipHash(1, 2));
        List<Line> lines = new ArrayList<>();
        for (Command command : commands) {
            Reply reply = machine.apply(command);
            lines.add(new Line(
                    command, reply, machine.revision(), machine.size(), machine.tombstones(), machine.bytes()));
        }
        for (Key key : KEYS) {
            Command create = new Command.Put(key, Value.EMPTY, Version.NONE);
            Reply reply = machine.apply(create);
            lines.add(
                    new Line(create, reply, machine.revision(), machine.size(), machine.tombstones(), machine.bytes()));
        }
        return lines;
    }

    private static void collect(Command command, Reply reply, boolean tombstonesFull) {
        String name = command.getClass().getSimpleName() + " "
                + reply.getClass().getSimpleName()
                + (reply instanceof Reply.Listed listed && listed.more() ? " more" : "");
        Statistics.label("case").collect(name);
        boolean folds = tombstonesFull && command instanceof Command.Delete && reply instanceof Reply.Written;
        Statistics.label("folds").collect(folds);
    }

    /** Checks that the walks reach every case. */
    private static void checkThatNothingWasMissed() {
        for (String name : List.of(
                "Get Found",
                "Get NoKey",
                "Put Written",
                "Put Conflict",
                "Put NoKey",
                "Put Refused",
                "Delete Written",
                "Delete Conflict",
                "Delete NoKey",
                "ListKeys Listed",
                "ListKeys Listed more")) {
            Statistics.label("case").coverage(checker -> checker.check(name).count(count -> count > 30));
        }
        Statistics.label("folds").coverage(checker -> checker.check(true).count(count -> count > 30));
    }

    @Provide
    Arbitrary<StateLimits> limits() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.of(1, 2, 4, 65_536),
                        Arbitraries.of(4L, 7L, 12L, Long.MAX_VALUE))
                .as((tombstones, floors, versionMax) -> new StateLimits(tombstones, floors, Version.of(versionMax)));
    }

    @Provide
    Arbitrary<List<Step>> walks() {
        Arbitrary<Step> steps = Arbitraries.frequencyOf(
                Tuple.of(2, keys().map(Step.Get::new)),
                Tuple.of(
                        8,
                        Combinators.combine(keys(), Arbitraries.of(VALUES), expectations())
                                .as(Step.Put::new)),
                Tuple.of(6, Combinators.combine(keys(), expectations()).as(Step.Delete::new)),
                Tuple.of(
                        2,
                        Combinators.combine(
                                        Arbitraries.of(PREFIXES),
                                        keys().injectNull(0.5),
                                        Arbitraries.integers().between(1, 5),
                                        Arbitraries.of(true, false))
                                .as(Step.ListKeys::new)));
        return steps.list().ofMinSize(1).ofMaxSize(60);
    }

    private static Arbitrary<Key> keys() {
        return Arbitraries.of(KEYS);
    }

    private static Arbitrary<Step.Expectation> expectations() {
        return Arbitraries.frequency(
                Tuple.of(7, Step.Expectation.CURRENT),
                Tuple.of(1, Step.Expectation.ABSENT),
                Tuple.of(1, Step.Expectation.ONE_LESS),
                Tuple.of(1, Step.Expectation.ONE_MORE));
    }
}
