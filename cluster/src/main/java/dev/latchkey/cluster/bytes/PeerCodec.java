package dev.latchkey.cluster.bytes;

import dev.latchkey.core.bytes.LogRecord;
import dev.latchkey.core.bytes.UnreadableException;
import java.util.ArrayList;
import java.util.List;

/** Encodes and decodes messages between nodes as docs/format/cluster.md defines. */
public final class PeerCodec {

    private static final String WHAT = "the message";
    private static final int FORWARD = 1;
    private static final int ASK_BARRIER = 2;
    private static final int BARRIER = 3;
    private static final int ASK_TERM = 4;
    private static final int TERM = 5;

    private PeerCodec() {}

    public static byte[] encode(PeerMessage message) {
        FieldWriter out = new FieldWriter();
        if (message instanceof PeerMessage.Forward forward) {
            out.u8(FORWARD).i64(forward.term()).i64(forward.run()).i64(forward.group());
            renewals(forward.renewals(), out);
            out.i32(forward.writes().size());
            forward.writes().forEach(out::record);
        } else if (message instanceof PeerMessage.AskBarrier ask) {
            out.u8(ASK_BARRIER).i64(ask.term()).i64(ask.id());
            renewals(ask.renewals(), out);
        } else if (message instanceof PeerMessage.Barrier barrier) {
            out.u8(BARRIER).i64(barrier.id()).i64(barrier.index());
        } else if (message instanceof PeerMessage.AskTerm ask) {
            out.u8(ASK_TERM).i64(ask.id());
        } else if (message instanceof PeerMessage.Term term) {
            out.u8(TERM).i64(term.id()).i64(term.term());
        }
        return out.toBytes();
    }

    private static void renewals(List<Renewal> renewals, FieldWriter out) {
        out.i32(renewals.size());
        renewals.forEach(renewal -> out.session(renewal.session()).text(renewal.user()));
    }

    /**
     * Decodes a message.
     *
     * @throws UnreadableException if the bytes are not a valid message, or a newer version has written them
     */
    public static PeerMessage decode(byte[] bytes) {
        FieldReader in = new FieldReader(WHAT, bytes);
        int kind = in.u8("kind");
        PeerMessage message =
                switch (kind) {
                    case FORWARD ->
                        new PeerMessage.Forward(
                                in.atLeast(0, "term"), in.i64("run"), in.atLeast(1, "group"), renewals(in), writes(in));
                    case ASK_BARRIER -> new PeerMessage.AskBarrier(in.atLeast(0, "term"), in.i64("id"), renewals(in));
                    case BARRIER -> new PeerMessage.Barrier(in.i64("id"), in.atLeast(0, "index"));
                    case ASK_TERM -> new PeerMessage.AskTerm(in.i64("id"));
                    case TERM -> new PeerMessage.Term(in.i64("id"), in.atLeast(0, "term"));
                    default -> throw in.unknown("kind", kind);
                };
        in.end();
        return message;
    }

    private static List<Renewal> renewals(FieldReader in) {
        int count = in.count("renewals");
        List<Renewal> renewals = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            renewals.add(new Renewal(in.session("a session"), in.text("a user")));
        }
        return renewals;
    }

    private static List<LogRecord.Write> writes(FieldReader in) {
        int count = in.count("writes");
        List<LogRecord.Write> writes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            writes.add(in.write(in.count("bytes of a record")));
        }
        return writes;
    }
}
