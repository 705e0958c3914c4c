package dev.latchkey.cluster.bytes;

import dev.latchkey.core.bytes.LogRecord;
import java.util.List;

/** A part of a {@link ClusterEntry}. */
public sealed interface EntryItem {

    /**
     * Begins the store, unless it has begun.
     *
     * @param memoryBytesMax the memory limit by which leaders admit writes
     */
    record Begin(LogRecord.Begin record, long memoryBytesMax) implements EntryItem {
        public Begin {
            if (memoryBytesMax < 1) {
                throw new IllegalArgumentException("memory limit " + memoryBytesMax + " is less than 1");
            }
        }
    }

    /**
     * Consecutive writes of a group, which clients have submitted to one node.
     *
     * @param run the run of the process of that node
     * @param group the number of the group in that run
     * @param first the position in the group of the first of these writes, from 0
     * @param steps the writes
     */
    record Slice(long run, long group, int first, List<EntryStep> steps) implements EntryItem {
        public Slice {
            steps = List.copyOf(steps);
        }
    }

    /** Writes of the leader itself: ends of sessions whose time to live has passed. */
    record Ends(List<LogRecord.Write> writes) implements EntryItem {
        public Ends {
            writes = List.copyOf(writes);
        }
    }
}
