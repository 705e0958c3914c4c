package dev.latchkey.cluster;

import dev.latchkey.cluster.bytes.PeerCodec;
import dev.latchkey.cluster.bytes.PeerMessage;
import dev.latchkey.cluster.replica.PeerLink;
import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.state.HeapLayout;
import dev.latchkey.engine.Asker;
import dev.latchkey.seams.ManualTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The engine of node a, on a log, a network and a clock that a test drives. */
final class ManualNode {

    /** A message that the node has sent. */
    record Sent(String to, PeerMessage message) {}

    /** What became of a command. */
    static final class Outcome {
        @Nullable
        Reply reply;

        @Nullable
        String lost;

        boolean isOpen() {
            return reply == null && lost == null;
        }
    }

    final ManualReplicator log = new ManualReplicator("a");
    final ManualTime time = new ManualTime();
    final List<Sent> sent = new ArrayList<>();
    final List<Throwable> failures = new ArrayList<>();
    final ReplicatedEngine engine;
    private final Deque<Runnable> steps = new ArrayDeque<>();
    private PeerLink.@Nullable Receiver receiver;

    ManualNode() {
        this(1 << 20);
    }

    ManualNode(long memoryBytesMax) {
        PeerLink link = new PeerLink() {
            @Override
            public void start(Receiver receives) {
                receiver = receives;
            }

            @Override
            public void send(String to, byte[] message) {
                sent.add(new Sent(to, PeerCodec.decode(message)));
            }
        };
        StateLimits limits = new StateLimits(100, 4, dev.latchkey.core.Version.MAX);
        engine = new ReplicatedEngine(
                log,
                link,
                steps::add,
                time,
                new Random(5),
                ClusterOptions.of(limits, memoryBytesMax, HeapLayout.STANDARD, 1 << 20),
                failures::add);
        engine.start();
    }

    /** A node that leads term 1, whose store has begun. */
    static ManualNode leading() {
        ManualNode node = new ManualNode();
        node.log.lead(1, false);
        node.run();
        node.log.pass(1);
        node.log.lead(1, true);
        node.run();
        node.log.applyNext(1);
        node.run();
        return node;
    }

    /** A node that follows node b in term 1, whose store has begun. */
    static ManualNode following() {
        ManualNode node = new ManualNode();
        ManualNode other = leading();
        node.log.follow(1, "b");
        node.log.pass(1);
        node.begin(other);
        node.run();
        return node;
    }

    private void begin(ManualNode from) {
        var snapshot = from.log.replica().openSnapshot();
        var bytes = new java.io.ByteArrayOutputStream();
        while (!snapshot.isDone()) {
            bytes.writeBytes(snapshot.next(1 << 12));
        }
        var in = new java.io.ByteArrayInputStream(bytes.toByteArray());
        log.skipTo(snapshot.index());
        log.replica().install(snapshot.index(), snapshot.term(), in::read);
    }

    Outcome submit(Command command) {
        Outcome outcome = new Outcome();
        engine.submit(command, Asker.of(Runnable::run, reply -> outcome.reply = reply, why -> outcome.lost = why));
        run();
        return outcome;
    }

    void receive(String from, PeerMessage message) {
        Objects.requireNonNull(receiver).received(from, PeerCodec.encode(message));
        run();
    }

    /** Time passes, with ticks. */
    void pass(Duration duration) {
        for (long millis = 0; millis < duration.toMillis(); millis += ReplicatedEngine.TICK_MILLIS) {
            time.pass(Duration.ofMillis(ReplicatedEngine.TICK_MILLIS));
            engine.tick();
            run();
        }
    }

    /** Runs the steps of the node thread that are due. */
    void run() {
        while (!steps.isEmpty()) {
            steps.removeFirst().run();
        }
    }

    /** The last message of a kind that the node has sent. */
    <M extends PeerMessage> M lastSent(Class<M> kind) {
        for (int i = sent.size() - 1; i >= 0; i--) {
            if (kind.isInstance(sent.get(i).message())) {
                return kind.cast(sent.get(i).message());
            }
        }
        throw new AssertionError("no " + kind.getSimpleName() + " in " + sent);
    }

    /** The number of messages of a kind that the node has sent. */
    long countSent(Class<? extends PeerMessage> kind) {
        return sent.stream().filter(one -> kind.isInstance(one.message())).count();
    }
}
