package dev.latchkey.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.cluster.bytes.ClusterEntry;
import dev.latchkey.cluster.bytes.EntryCodec;
import dev.latchkey.cluster.replica.ReplicaSnapshot;
import dev.latchkey.core.Command;
import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.bytes.UnreadableException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Nodes that execute the same entries are equal, also if one of them begins with a snapshot. Covers CLUS-10. */
final class ReplicaTest {

    private static final SessionId SESSION = new SessionId(1, 2);

    private final ManualNode leader = ManualNode.leading();
    private final ManualNode other = new ManualNode();

    private static Command put(String key) {
        return new Command.Put(Key.of(key), Value.of("v"), Version.NONE);
    }

    private byte[] write(Command command) {
        leader.submit(command);
        byte[] entry = leader.log.proposed.get(0);
        leader.log.applyNext(1);
        leader.run();
        return entry;
    }

    private static byte[] bytesOf(ReplicaSnapshot snapshot) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (snapshot) {
            while (!snapshot.isDone()) {
                bytes.writeBytes(snapshot.next(100));
            }
        }
        return bytes.toByteArray();
    }

    private void install() {
        ByteArrayInputStream in =
                new ByteArrayInputStream(bytesOf(leader.log.replica().openSnapshot()));
        other.log.skipTo(leader.log.index());
        other.log.replica().install(leader.log.index(), 1, in::read);
        other.run();
    }

    @Test
    void nodeThatInstallsASnapshotIsEqualAndStaysSo() {
        write(new Command.OpenSession(SESSION, 1_000, "bob"));
        write(new Command.Once(SESSION, "bob", 1, 0, Objects.requireNonNull(put("k").asWrite())));
        install();
        assertThat(other.engine.digest()).isEqualTo(leader.engine.digest());
        assertThat(other.engine.storeId()).isEqualTo(leader.engine.storeId());
        other.log.apply(1, write(new Command.Once(SESSION, "bob", 1, 0, Objects.requireNonNull(put("k").asWrite()))));
        assertThat(other.engine.digest()).isEqualTo(leader.engine.digest());
        assertThat(other.engine.keyspace().revision()).isOne();
    }

    @Test
    void entryThatASnapshotContainsIsNotExecutedAgain() {
        byte[] entry = write(new Command.Put(Key.of("k"), Value.of("v"), Version.NONE));
        write(new Command.Delete(Key.of("k"), Version.of(1)));
        install();
        other.log.apply(1, entry);
        assertThat(other.engine.keyspace().keys()).isZero();
    }

    @Test
    void snapshotIsOfTheEntryAtWhichItWasOpened() {
        write(put("k"));
        ReplicaSnapshot snapshot = leader.log.replica().openSnapshot();
        long index = leader.log.index();
        write(put("l"));
        ByteArrayInputStream in = new ByteArrayInputStream(bytesOf(snapshot));
        other.log.replica().install(index, 1, in::read);
        assertThat(snapshot.index()).isEqualTo(index);
        assertThat(other.engine.keyspace().keys()).isOne();
    }

    @Test
    void snapshotBeforeTheStoreHasBegunIsEmpty() {
        ReplicaSnapshot snapshot = other.log.replica().openSnapshot();
        assertThat(snapshot.isDone()).isTrue();
        other.log.replica().install(0, 0, (target, from, length) -> -1);
        assertThat(other.engine.storeId()).isEmpty();
        assertThat(other.engine.openBackup()).isEmpty();
    }

    @Test
    void snapshotOfAnotherStoreEndsTheNode() {
        install();
        byte[] bytes = bytesOf(leader.log.replica().openSnapshot());
        bytes[3] ^= 1;
        ByteArrayInputStream in = new ByteArrayInputStream(bytes);
        assertThatThrownBy(() -> other.log.replica().install(9, 1, in::read))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("but this node has store");
        other.run();
        assertThat(other.failures).hasSize(1);
    }

    @Test
    void followReadsWhatThisNodeHasExecuted() {
        install();
        HistoryRead.Changes page = HistoryRead.Changes.startingAfter(Prefix.EMPTY, 0, 10, 0);
        assertThat(((Reply.Changed) Objects.requireNonNull(other.engine.nextEvents(page))).events())
                .isEmpty();
        other.log.apply(1, write(put("k")));
        assertThat(((Reply.Changed) Objects.requireNonNull(other.engine.nextEvents(page))).events())
                .hasSize(1);
    }

    @Test
    void secondBeginChangesNothing() {
        ManualNode late = new ManualNode();
        late.log.lead(1, true);
        late.run();
        byte[] begin = late.log.proposed.get(0);
        write(put("k"));
        ClusterEntry later = new ClusterEntry(2, 1, EntryCodec.decode(begin).items());
        var id = leader.engine.storeId();
        leader.log.apply(2, EntryCodec.encode(later));
        assertThat(leader.engine.storeId()).isEqualTo(id);
        assertThat(leader.engine.keyspace().keys()).isOne();
    }

    @Test
    void storeIsAnnouncedBeforeItsFirstCommand() {
        ManualNode late = new ManualNode();
        StringBuilder seen = new StringBuilder();
        late.engine.onStoreChange(
                id -> seen.append(id).append(late.engine.storeId().isPresent()));
        late.log.lead(1, true);
        late.run();
        late.log.applyNext(1);
        assertThat(seen.toString()).isEqualTo(late.engine.storeId().orElseThrow() + "true");
    }
}
