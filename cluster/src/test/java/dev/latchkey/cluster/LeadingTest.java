package dev.latchkey.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.cluster.ManualNode.Outcome;
import dev.latchkey.cluster.bytes.ClusterEntry;
import dev.latchkey.cluster.bytes.EntryCodec;
import dev.latchkey.cluster.bytes.EntryItem;
import dev.latchkey.cluster.bytes.EntryStep;
import dev.latchkey.cluster.bytes.PeerMessage;
import dev.latchkey.cluster.bytes.Renewal;
import dev.latchkey.cluster.replica.NodeRole;
import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.bytes.LogRecord;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the leader does. Covers CLUS-02 and CLUS-03. */
final class LeadingTest {

    private static final Command GET = new Command.Get(Key.of("k"));
    private static final SessionId SESSION = new SessionId(1, 2);

    private final ManualNode node = ManualNode.leading();

    private static Command put(String key) {
        return new Command.Put(Key.of(key), Value.of("v"), Version.NONE);
    }

    private static PeerMessage.Forward forward(long term, long group, Command... commands) {
        List<LogRecord.Write> writes =
                List.of(commands).stream().map(LogRecord.Write::new).toList();
        return new PeerMessage.Forward(term, 77, group, List.of(), writes);
    }

    private void confirm() {
        node.receive(
                "b",
                new PeerMessage.Term(node.lastSent(PeerMessage.AskTerm.class).id(), 1));
    }

    @Test
    void leaderThatIsNotReadyProposesAndConfirmsNothing() {
        ManualNode early = new ManualNode();
        early.log.lead(1, false);
        Outcome put = early.submit(put("k"));
        early.receive("b", new PeerMessage.AskBarrier(1, 5, List.of()));
        early.pass(Duration.ofSeconds(1));
        assertThat(early.log.proposed).isEmpty();
        assertThat(early.sent).isEmpty();
        assertThat(put.isOpen()).isTrue();
    }

    @Test
    void firstLeaderBeginsTheStoreAndTheSecondOneDoesNot() {
        assertThat(node.engine.storeId()).isPresent();
        node.log.follow(2, "b");
        node.log.lead(3, false);
        node.log.pass(3);
        node.log.lead(3, true);
        node.run();
        assertThat(node.log.proposed).isEmpty();
    }

    @Test
    void whatArrivesWhileAnEntryIsUnderWayIsInTheNextOne() {
        node.receive("b", forward(1, 1, put("k")));
        node.receive("b", forward(1, 2, put("l"), put("m")));
        node.submit(put("n"));
        assertThat(node.log.proposed).hasSize(1);
        node.log.applyNext(1);
        node.run();
        ClusterEntry second = node.log.applyNext(1);
        assertThat(second.items()).hasSize(2);
        assertThat(((EntryItem.Slice) second.items().get(0)).steps()).hasSize(2);
        assertThat(node.engine.keyspace().keys()).isEqualTo(4);
    }

    @Test
    void groupThatArrivesTwiceIsProposedOnce() {
        node.receive("b", forward(1, 1, put("k")));
        node.receive("b", forward(1, 1, put("k")));
        node.log.applyNext(1);
        node.run();
        node.receive("b", forward(1, 1, put("k")));
        assertThat(node.log.proposed).isEmpty();
        node.receive("b", forward(2, 9, put("k")));
        assertThat(node.log.proposed).isEmpty();
    }

    @Test
    void readNeedsAMajorityThatWasAskedAfterItArrived() {
        Outcome get = node.submit(GET);
        assertThat(get.isOpen()).isTrue();
        assertThat(node.countSent(PeerMessage.AskTerm.class)).isEqualTo(2);
        confirm();
        assertThat(get.reply).isEqualTo(Reply.NoKey.INSTANCE);
    }

    @Test
    void readThatArrivesDuringARoundWaitsForTheNextOne() {
        node.receive("b", new PeerMessage.AskBarrier(1, 5, List.of()));
        long first = node.lastSent(PeerMessage.AskTerm.class).id();
        node.receive("c", new PeerMessage.AskBarrier(1, 6, List.of()));
        node.receive("b", new PeerMessage.Term(first, 1));
        assertThat(node.lastSent(PeerMessage.Barrier.class).id()).isEqualTo(5);
        assertThat(node.countSent(PeerMessage.Barrier.class)).isEqualTo(1);
        assertThat(node.lastSent(PeerMessage.AskTerm.class).id()).isNotEqualTo(first);
        confirm();
        assertThat(node.lastSent(PeerMessage.Barrier.class).id()).isEqualTo(6);
    }

    @Test
    void roundThatIsRepeatedHasAnotherId() {
        Outcome get = node.submit(GET);
        long first = node.lastSent(PeerMessage.AskTerm.class).id();
        node.pass(Duration.ofMillis(600));
        long second = node.lastSent(PeerMessage.AskTerm.class).id();
        assertThat(second).isNotEqualTo(first);
        node.receive("b", new PeerMessage.Term(first, 1));
        assertThat(get.isOpen()).isTrue();
        confirm();
        assertThat(get.isOpen()).isFalse();
    }

    @Test
    void laterTermConfirmsNothing() {
        Outcome get = node.submit(GET);
        long id = node.lastSent(PeerMessage.AskTerm.class).id();
        node.receive("b", new PeerMessage.Term(id, 2));
        assertThat(get.isOpen()).isTrue();
    }

    @Test
    void oneNodeThatIsNoMemberConfirmsNothing() {
        Outcome get = node.submit(GET);
        long id = node.lastSent(PeerMessage.AskTerm.class).id();
        node.receive("x", new PeerMessage.Term(id, 1));
        assertThat(get.isOpen()).isTrue();
    }

    /** The leader was deposed, and the reply to its round was on the way. */
    @Test
    void termIsLookedAtAgainAfterTheReplies() {
        node.receive("b", new PeerMessage.AskBarrier(1, 5, List.of()));
        long id = node.lastSent(PeerMessage.AskTerm.class).id();
        node.log.beforeNextStatus(2, () -> node.log.secretly(2, NodeRole.FOLLOWER));
        node.receive("b", new PeerMessage.Term(id, 1));
        assertThat(node.countSent(PeerMessage.Barrier.class)).isZero();
    }

    @Test
    void indexIsThatOfTheCommittedLogWhenTheRoundBegan() {
        node.log.commit(40);
        node.receive("b", new PeerMessage.AskBarrier(1, 5, List.of()));
        confirm();
        assertThat(node.lastSent(PeerMessage.Barrier.class).index()).isEqualTo(40);
    }

    @Test
    void readRidesOnTheEntryThatIsProposedAfterItArrived() {
        node.receive("b", forward(1, 1, put("k")));
        node.receive("b", forward(1, 2, put("l")));
        node.receive("c", new PeerMessage.AskBarrier(1, 5, List.of()));
        node.log.applyNext(1);
        node.run();
        assertThat(node.countSent(PeerMessage.Barrier.class)).isZero();
        node.log.applyNext(1);
        node.run();
        assertThat(node.lastSent(PeerMessage.Barrier.class)).isEqualTo(new PeerMessage.Barrier(5, node.log.index()));
        assertThat(node.countSent(PeerMessage.AskTerm.class)).isZero();
    }

    @Test
    void entryThatIsGivenUpIsNotProposedAgainAndCannotCountLater() {
        node.receive("b", forward(1, 1, put("k")));
        node.receive("b", forward(1, 2, put("l")));
        node.pass(Duration.ofMillis(3_200));
        assertThat(node.log.proposed).hasSize(2);
        byte[] givenUp = node.log.proposed.remove(0);
        node.log.applyNext(1);
        node.log.apply(1, givenUp);
        node.run();
        assertThat(node.engine.keyspace().keys()).isEqualTo(1);
        assertThat(node.log.proposed).isEmpty();
    }

    private void open(int ttlMillis) {
        node.receive("b", forward(1, 1, new Command.OpenSession(SESSION, ttlMillis, "bob")));
        node.log.applyNext(1);
        node.run();
    }

    @Test
    void sessionThatIsNotRenewedEndsByAnEntryOfTheLeader() {
        open(1_000);
        node.pass(Duration.ofMillis(1_100));
        ClusterEntry entry = node.log.applyNext(1);
        assertThat(entry.items()).singleElement().isInstanceOf(EntryItem.Ends.class);
        assertThat(node.engine.sessions().sessions()).isZero();
    }

    @Test
    void renewalThatAnotherNodeHandsOnKeepsASession() {
        open(1_000);
        for (int i = 0; i < 5; i++) {
            node.pass(Duration.ofMillis(600));
            node.receive("b", new PeerMessage.AskBarrier(1, i, List.of(new Renewal(SESSION, "bob"))));
            confirm();
        }
        assertThat(node.log.proposed).isEmpty();
        assertThat(node.engine.sessions().sessions()).isOne();
    }

    @Test
    void endThatIsDueIsBeforeTheCommandThatArrives() {
        open(1_000);
        node.pass(Duration.ofMillis(950));
        node.time.pass(Duration.ofMillis(100));
        node.receive("b", forward(1, 2, put("k")));
        ClusterEntry entry = EntryCodec.decode(node.log.proposed.get(0));
        assertThat(entry.items().get(0)).isInstanceOf(EntryItem.Ends.class);
        assertThat(entry.items().get(1)).isInstanceOf(EntryItem.Slice.class);
    }

    @Test
    void readDoesNotOvertakeAnEndThatIsUnderWay() {
        open(1_000);
        node.pass(Duration.ofMillis(1_100));
        assertThat(node.log.proposed).hasSize(1);
        node.receive("b", new PeerMessage.AskBarrier(1, 5, List.of()));
        assertThat(node.countSent(PeerMessage.AskTerm.class)).isZero();
        node.log.applyNext(1);
        node.run();
        confirm();
        assertThat(node.lastSent(PeerMessage.Barrier.class).index()).isEqualTo(node.log.index());
    }

    @Test
    void endOfAnEarlierTermDoesNotCount() {
        open(1_000);
        node.pass(Duration.ofMillis(1_100));
        byte[] end = node.log.proposed.remove(0);
        node.log.lead(2, false);
        node.log.pass(2);
        node.log.lead(2, true);
        node.run();
        node.log.apply(2, end);
        node.run();
        assertThat(node.engine.sessions().sessions()).isOne();
    }

    @Test
    void newLeaderGivesEverySessionItsFullTime() {
        open(1_000);
        node.pass(Duration.ofMillis(900));
        node.log.lead(2, false);
        node.log.pass(2);
        node.log.lead(2, true);
        node.run();
        node.pass(Duration.ofMillis(900));
        assertThat(node.log.proposed).isEmpty();
        node.pass(Duration.ofMillis(200));
        assertThat(node.log.proposed).hasSize(1);
    }

    @Test
    void sessionWhoseEndWasGivenUpIsEndedAgain() {
        open(1_000);
        node.pass(Duration.ofMillis(1_100));
        byte[] givenUp = node.log.proposed.remove(0);
        node.pass(Duration.ofMillis(3_200));
        node.log.applyNext(1);
        node.log.apply(1, givenUp);
        node.run();
        assertThat(node.engine.sessions().sessions()).isOne();
        node.pass(Duration.ofMillis(1_100));
        node.log.applyNext(1);
        node.run();
        assertThat(node.engine.sessions().sessions()).isZero();
    }

    @Test
    void readsDoNotWaitForAnEntryThatWasGivenUp() {
        open(1_000);
        node.pass(Duration.ofMillis(1_100));
        node.log.proposed.clear();
        node.pass(Duration.ofMillis(3_200));
        assertThat(node.log.applyNext(1).items()).isEmpty();
        node.run();
        Outcome get = node.submit(GET);
        confirm();
        assertThat(get.reply).isEqualTo(Reply.NoKey.INSTANCE);
    }

    @Test
    void writeThatDoesNotFitIsRefusedOnEveryNodeByTheEntry() {
        ManualNode small = new ManualNode(40_000);
        small.log.lead(1, false);
        small.log.pass(1);
        small.log.lead(1, true);
        small.run();
        small.log.applyNext(1);
        small.run();
        Command large = new Command.Put(Key.of("k"), Value.of("v".repeat(60_000)), Version.NONE);
        Outcome put = small.submit(large);
        ClusterEntry entry = small.log.applyNext(1);
        small.run();
        assertThat(((EntryItem.Slice) entry.items().get(0)).steps())
                .containsExactly(new EntryStep.Refuse(Reply.Refusal.MEMORY_FULL));
        assertThat(put.reply).isEqualTo(new Reply.Refused(Reply.Refusal.MEMORY_FULL));
    }

    @Test
    void entryIsNotLongerThanTheLogAllows() {
        node.log.limitEntries(400);
        node.receive("b", forward(1, 1, put("k")));
        Command[] many = new Command[20];
        for (int i = 0; i < many.length; i++) {
            many[i] = put("key" + i);
        }
        node.receive("b", forward(1, 2, many));
        int entries = 0;
        while (!node.log.proposed.isEmpty()) {
            assertThat(node.log.proposed.get(0).length).isLessThanOrEqualTo(400);
            node.log.applyNext(1);
            node.run();
            entries++;
        }
        assertThat(entries).isGreaterThan(2);
        assertThat(node.engine.keyspace().keys()).isEqualTo(21);
    }

    @Test
    void everyNodeSaysItsTerm() {
        node.receive("b", new PeerMessage.AskTerm(9));
        assertThat(node.sent).last().isEqualTo(new ManualNode.Sent("b", new PeerMessage.Term(9, 1)));
    }
}
