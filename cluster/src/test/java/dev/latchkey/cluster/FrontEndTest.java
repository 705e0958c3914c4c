package dev.latchkey.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.cluster.ManualNode.Outcome;
import dev.latchkey.cluster.apply.CommandBatch;
import dev.latchkey.cluster.bytes.ClusterEntry;
import dev.latchkey.cluster.bytes.EntryCodec;
import dev.latchkey.cluster.bytes.EntryItem;
import dev.latchkey.cluster.bytes.EntryStep;
import dev.latchkey.cluster.bytes.PeerMessage;
import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What a node that does not lead does for its clients. Covers CLUS-09. */
final class FrontEndTest {

    private static final Command PUT = new Command.Put(Key.of("k"), Value.of("v"), Version.NONE);
    private static final Command GET = new Command.Get(Key.of("k"));

    private final ManualNode node = ManualNode.following();

    /** The entry of the leader that contains what the node has handed on last. */
    private static byte[] entryOf(PeerMessage.Forward forward, long number) {
        List<EntryStep> steps =
                forward.writes().stream().<EntryStep>map(EntryStep.Execute::new).toList();
        EntryItem slice = new EntryItem.Slice(forward.run(), forward.group(), 0, steps);
        return EntryCodec.encode(new ClusterEntry(forward.term(), number, List.of(slice)));
    }

    @Test
    void writeIsAnsweredWhenItsEntryIsExecutedHere() {
        Outcome put = node.submit(PUT);
        PeerMessage.Forward forward = node.lastSent(PeerMessage.Forward.class);
        assertThat(forward.term()).isEqualTo(1);
        assertThat(put.isOpen()).isTrue();
        node.log.apply(1, entryOf(forward, 9));
        node.run();
        assertThat(put.reply).isEqualTo(new Reply.Written(Version.of(1)));
    }

    @Test
    void readBetweenWritesIsExecutedAtItsPlace() {
        node.submit(PUT);
        node.submit(new Command.Put(Key.of("l"), Value.of("v"), Version.NONE));
        Outcome before = node.submit(GET);
        Outcome delete = node.submit(new Command.Delete(Key.of("k"), Version.of(1)));
        Outcome after = node.submit(GET);
        node.log.apply(1, entryOf(node.lastSent(PeerMessage.Forward.class), 9));
        node.run();
        assertThat(node.countSent(PeerMessage.Forward.class)).isEqualTo(2);
        node.log.apply(1, entryOf(node.lastSent(PeerMessage.Forward.class), 10));
        node.run();
        assertThat(before.reply).isInstanceOf(Reply.Found.class);
        assertThat(delete.reply).isEqualTo(new Reply.Written(Version.of(2)));
        assertThat(after.reply).isEqualTo(Reply.NoKey.INSTANCE);
    }

    @Test
    void writesThatAnEntryOfALaterTermHasOvertakenAreRefused() {
        Outcome put = node.submit(PUT);
        node.log.follow(2, "c");
        node.run();
        assertThat(put.isOpen()).isTrue();
        node.log.pass(2);
        node.run();
        assertThat(put.reply).isEqualTo(CommandBatch.NO_LEADER);
    }

    @Test
    void nothingIsHandedToANewLeaderBeforeOlderWritesAreSettled() {
        node.submit(PUT);
        node.submit(new Command.Put(Key.of("l"), Value.of("w"), Version.NONE));
        node.log.follow(2, "c");
        node.run();
        node.pass(Duration.ofSeconds(1));
        assertThat(node.countSent(PeerMessage.Forward.class)).isEqualTo(1);
        node.log.pass(2);
        node.run();
        assertThat(node.countSent(PeerMessage.Forward.class)).isEqualTo(2);
        assertThat(node.lastSent(PeerMessage.Forward.class).term()).isEqualTo(2);
    }

    @Test
    void writesWithoutNewsAreLostAndThoseBehindThemAreRefused() {
        Outcome put = node.submit(PUT);
        node.pass(Duration.ofSeconds(6));
        Outcome behind = node.submit(new Command.Put(Key.of("l"), Value.of("w"), Version.NONE));
        node.pass(Duration.ofSeconds(5));
        assertThat(put.reply).isNull();
        assertThat(put.lost).contains("did not confirm in time");
        assertThat(behind.reply).isEqualTo(CommandBatch.NO_LEADER);
        assertThat(node.countSent(PeerMessage.Forward.class)).isEqualTo(1);
    }

    @Test
    void writesThatASnapshotMayContainAreLost() {
        Outcome put = node.submit(PUT);
        ManualNode other = ManualNode.leading();
        var snapshot = node.log.replica().openSnapshot();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (!snapshot.isDone()) {
            bytes.writeBytes(snapshot.next(1 << 12));
        }
        assertThat(other.failures).isEmpty();
        ByteArrayInputStream in = new ByteArrayInputStream(bytes.toByteArray());
        node.log.replica().install(node.log.index() + 5, 2, in::read);
        node.run();
        assertThat(put.lost).contains("snapshot");
    }

    @Test
    void commandsAreRefusedIfThereIsNoLeaderForLong() {
        node.log.follow(2, "");
        Outcome get = node.submit(GET);
        Outcome put = node.submit(PUT);
        node.pass(Duration.ofSeconds(4));
        assertThat(get.isOpen()).isTrue();
        node.pass(Duration.ofSeconds(2));
        assertThat(get.reply).isEqualTo(CommandBatch.NO_LEADER);
        assertThat(put.reply).isEqualTo(CommandBatch.NO_LEADER);
        assertThat(node.sent).isEmpty();
    }

    @Test
    void readWaitsUntilTheNodeHasReachedTheIndexOfTheLeader() {
        Outcome get = node.submit(GET);
        PeerMessage.AskBarrier ask = node.lastSent(PeerMessage.AskBarrier.class);
        node.receive("b", new PeerMessage.Barrier(ask.id(), node.log.index() + 1));
        assertThat(get.isOpen()).isTrue();
        node.log.pass(1);
        node.run();
        assertThat(get.reply).isEqualTo(Reply.NoKey.INSTANCE);
    }

    @Test
    void requestThatIsRepeatedHasAnotherIdAndLateRepliesAreIgnored() {
        Outcome get = node.submit(GET);
        PeerMessage.AskBarrier first = node.lastSent(PeerMessage.AskBarrier.class);
        node.pass(Duration.ofMillis(1_200));
        PeerMessage.AskBarrier second = node.lastSent(PeerMessage.AskBarrier.class);
        assertThat(second.id()).isNotEqualTo(first.id());
        node.receive("b", new PeerMessage.Barrier(first.id(), node.log.index()));
        assertThat(get.isOpen()).isTrue();
        node.receive("b", new PeerMessage.Barrier(second.id(), node.log.index()));
        assertThat(get.isOpen()).isFalse();
    }

    @Test
    void readIsAskedAgainOfANewLeader() {
        Outcome get = node.submit(GET);
        node.log.follow(2, "c");
        node.run();
        PeerMessage.AskBarrier ask = node.lastSent(PeerMessage.AskBarrier.class);
        assertThat(ask.term()).isEqualTo(2);
        assertThat(node.sent.get(node.sent.size() - 1).to()).isEqualTo("c");
        node.receive("c", new PeerMessage.Barrier(ask.id(), node.log.index()));
        assertThat(get.isOpen()).isFalse();
    }

    @Test
    void renewalTravelsToTheLeaderAndIsAnsweredFromTheStateHere() {
        SessionId session = new SessionId(1, 2);
        node.submit(new Command.OpenSession(session, 5_000, "bob"));
        node.log.apply(1, entryOf(node.lastSent(PeerMessage.Forward.class), 9));
        node.run();
        Outcome kept = node.submit(new Command.RenewSession(session, "bob"));
        PeerMessage.AskBarrier ask = node.lastSent(PeerMessage.AskBarrier.class);
        assertThat(ask.renewals()).singleElement().satisfies(renewal -> assertThat(renewal.session())
                .isEqualTo(session));
        node.receive("b", new PeerMessage.Barrier(ask.id(), node.log.index()));
        assertThat(kept.reply).isEqualTo(new Reply.Kept(5_000));
    }

    @Test
    void groupOfAnotherNodeIsNotTakenForOneOfThisNode() {
        Outcome put = node.submit(PUT);
        PeerMessage.Forward mine = node.lastSent(PeerMessage.Forward.class);
        PeerMessage.Forward other = new PeerMessage.Forward(1, mine.run() + 1, mine.group(), List.of(), mine.writes());
        node.log.apply(1, entryOf(other, 9));
        node.run();
        assertThat(put.isOpen()).isTrue();
        node.log.apply(1, entryOf(mine, 10));
        node.run();
        assertThat(put.reply).isEqualTo(new Reply.Conflict(Version.of(1)));
    }

    @Test
    void entryOfAnotherTermChangesNothing() {
        Outcome put = node.submit(PUT);
        node.log.apply(2, entryOf(node.lastSent(PeerMessage.Forward.class), 9));
        node.run();
        assertThat(put.reply).isEqualTo(CommandBatch.NO_LEADER);
        assertThat(node.engine.keyspace().keys()).isZero();
    }

    @Test
    void entryThatTheLogHasTwiceIsExecutedOnce() {
        node.submit(PUT);
        byte[] entry = entryOf(node.lastSent(PeerMessage.Forward.class), 9);
        node.log.apply(1, entry);
        node.log.apply(1, entry);
        node.run();
        assertThat(node.engine.keyspace().revision()).isEqualTo(1);
    }

    @Test
    void unreadableEntryEndsTheNode() {
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> node.log.apply(1, new byte[] {9})))
                .isNotNull();
        node.run();
        assertThat(node.failures).hasSize(1);
        assertThat(node.submit(GET).lost).isEqualTo("this node has failed");
    }

    @Test
    void fullQueueRefusesWritesButNeitherReadsNorCancellations() {
        node.submit(PUT);
        Value large = Value.of("v".repeat(100_000));
        assertThat(refusalOf(new Command.Put(Key.of("k"), large, Version.NONE)))
                .isEqualTo(new Reply.Refused(Reply.Refusal.QUEUE_FULL));
        assertThat(refusalOf(PUT)).isEqualTo(new Reply.Refused(Reply.Refusal.QUEUE_FULL));
        assertThat(node.submit(GET).isOpen()).isTrue();
        Command cancel = new Command.Once(new SessionId(1, 2), "bob", 1, 0, Command.Cancel.INSTANCE);
        assertThat(node.submit(cancel).isOpen()).isTrue();
    }

    /** Submits a command until one is refused. */
    private Reply refusalOf(Command command) {
        Outcome last = node.submit(command);
        while (last.isOpen()) {
            last = node.submit(command);
        }
        return Objects.requireNonNull(last.reply);
    }

    @Test
    void stoppingLosesWhatIsUnderWayAndRefusesTheRest() {
        Outcome put = node.submit(PUT);
        Outcome behind = node.submit(GET);
        node.engine.close();
        node.run();
        assertThat(put.lost).isEqualTo("this node is stopping");
        assertThat(behind.reply).isEqualTo(CommandBatch.NO_LEADER);
        assertThat(node.submit(GET).reply).isEqualTo(CommandBatch.NO_LEADER);
    }
}
