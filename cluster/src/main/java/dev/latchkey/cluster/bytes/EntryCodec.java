package dev.latchkey.cluster.bytes;

import dev.latchkey.core.Reply;
import dev.latchkey.core.bytes.LogRecord;
import dev.latchkey.core.bytes.RecordCodec;
import dev.latchkey.core.bytes.UnreadableException;
import java.util.ArrayList;
import java.util.List;

/** Encodes and decodes the entries of the replicated log as docs/format/cluster.md defines. */
public final class EntryCodec {

    private static final String WHAT = "the entry";
    private static final int VERSION = 1;
    private static final int BEGIN = 1;
    private static final int SLICE = 2;
    private static final int ENDS = 3;

    /** The bytes of an entry without its items. */
    private static final int HEAD_BYTES = 1 + 8 + 8 + 4;

    /** The bytes of an item without its steps. */
    private static final int ITEM_BYTES = 1 + 8 + 8 + 4 + 4;

    /** The most that a step adds to its record. */
    private static final int STEP_BYTES = 4 + 1;

    private EntryCodec() {}

    /** Returns an upper bound of the length of an entry, given the number of its items and what its steps take. */
    public static long lengthMax(int items, long stepBytes) {
        return HEAD_BYTES + (long) items * ITEM_BYTES + stepBytes;
    }

    /** Returns an upper bound of what a write adds to an entry as a step of an item. */
    public static int stepBytes(LogRecord.Write write) {
        return STEP_BYTES + RecordCodec.lengthOf(write);
    }

    public static byte[] encode(ClusterEntry entry) {
        FieldWriter out = new FieldWriter();
        out.u8(VERSION).i64(entry.term()).i64(entry.number());
        out.i32(entry.items().size());
        for (EntryItem item : entry.items()) {
            write(item, out);
        }
        return out.toBytes();
    }

    private static void write(EntryItem item, FieldWriter out) {
        if (item instanceof EntryItem.Begin begin) {
            out.u8(BEGIN).i64(begin.memoryBytesMax()).record(begin.record());
        } else if (item instanceof EntryItem.Slice slice) {
            out.u8(SLICE).i64(slice.run()).i64(slice.group()).i32(slice.first());
            out.i32(slice.steps().size());
            slice.steps().forEach(step -> write(step, out));
        } else if (item instanceof EntryItem.Ends ends) {
            out.u8(ENDS).i32(ends.writes().size());
            ends.writes().forEach(out::record);
        }
    }

    private static void write(EntryStep step, FieldWriter out) {
        if (step instanceof EntryStep.Execute execute) {
            out.record(execute.write());
        } else if (step instanceof EntryStep.Refuse refuse) {
            out.i32(0).u8(Refusals.numberOf(refuse.reason()));
        }
    }

    /**
     * Decodes an entry.
     *
     * @throws UnreadableException if the bytes are not a valid entry, or a newer version has written them
     */
    public static ClusterEntry decode(byte[] bytes) {
        FieldReader in = new FieldReader(WHAT, bytes);
        int version = in.u8("version");
        if (version != VERSION) {
            throw in.unknown("version", version);
        }
        long term = in.atLeast(0, "term");
        long number = in.atLeast(1, "number");
        int count = in.count("items");
        List<EntryItem> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add(item(in));
        }
        in.end();
        return new ClusterEntry(term, number, items);
    }

    private static EntryItem item(FieldReader in) {
        int kind = in.u8("kind of item");
        return switch (kind) {
            case BEGIN -> begin(in);
            case SLICE ->
                new EntryItem.Slice(in.i64("run"), in.atLeast(1, "group"), in.position("first position"), steps(in));
            case ENDS -> ends(in);
            default -> throw in.unknown("kind of item", kind);
        };
    }

    private static EntryItem begin(FieldReader in) {
        long memoryBytesMax = in.atLeast(1, "memory limit");
        if (in.record(in.count("bytes of a record")) instanceof LogRecord.Begin begin) {
            return new EntryItem.Begin(begin, memoryBytesMax);
        }
        throw new UnreadableException(WHAT + " begins a store with another record than a begin");
    }

    private static List<EntryStep> steps(FieldReader in) {
        int count = in.count("steps");
        List<EntryStep> steps = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int length = in.count("bytes of a record");
            steps.add(length == 0 ? new EntryStep.Refuse(reason(in)) : new EntryStep.Execute(in.write(length)));
        }
        return steps;
    }

    private static Reply.Refusal reason(FieldReader in) {
        int number = in.u8("reason of a refusal");
        return Refusals.of(number).orElseThrow(() -> in.unknown("reason of a refusal", number));
    }

    private static EntryItem ends(FieldReader in) {
        int count = in.count("ends of sessions");
        List<LogRecord.Write> writes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            writes.add(in.write(in.count("bytes of a record")));
        }
        return new EntryItem.Ends(writes);
    }
}
