package dev.latchkey.cluster.bytes;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Origin;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.bytes.LogRecord;
import java.util.List;

/** Entries and messages of every kind. */
final class ClusterBytes {

    static final SessionId SESSION = new SessionId(0x0001020304050607L, 0x08090a0b0c0d0e0fL);

    static final LogRecord.Write DELETE = new LogRecord.Write(new Command.Delete(Key.of("a"), Version.of(1)));

    static final LogRecord.Write STAMPED =
            new LogRecord.Write(new Command.Put(Key.of("k"), Value.of("v"), Version.NONE), new Origin("ci", 5));

    static final ClusterEntry OF_THE_PAGE = new ClusterEntry(
            7,
            2,
            List.of(new EntryItem.Slice(
                    42,
                    5,
                    0,
                    List.of(new EntryStep.Execute(DELETE), new EntryStep.Refuse(Reply.Refusal.MEMORY_FULL)))));

    static final ClusterEntry OF_ALL_KINDS = new ClusterEntry(
            3,
            1,
            List.of(
                    new EntryItem.Begin(
                            new LogRecord.Begin(new StoreId(1, 2), StateLimits.STANDARD.withTombstonesMax(9)), 1 << 20),
                    new EntryItem.Ends(List.of(new LogRecord.Write(new Command.EndSession(SESSION)))),
                    new EntryItem.Slice(-1, 1, 17, List.of(new EntryStep.Execute(STAMPED)))));

    static final List<Renewal> RENEWALS = List.of(new Renewal(SESSION, "bob"), new Renewal(new SessionId(-1, 1), ""));

    static final PeerMessage ASK_OF_THE_PAGE = new PeerMessage.AskBarrier(7, 43, List.of(new Renewal(SESSION, "bob")));

    static final List<PeerMessage> MESSAGES = List.of(
            ASK_OF_THE_PAGE,
            new PeerMessage.Barrier(43, 256),
            new PeerMessage.Forward(4, 42, 9, RENEWALS, List.of(DELETE, STAMPED)),
            new PeerMessage.Forward(4, 42, 10, List.of(), List.of()),
            new PeerMessage.AskBarrier(0, -5, List.of()),
            new PeerMessage.AskTerm(Long.MIN_VALUE),
            new PeerMessage.Term(1, 2));

    private ClusterBytes() {}
}
