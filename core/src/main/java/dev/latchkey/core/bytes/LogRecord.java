package dev.latchkey.core.bytes;

import dev.latchkey.core.Command;
import dev.latchkey.core.HistoryLimits;
import dev.latchkey.core.Origin;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.StoreId;

/**
 * A record of the log of a store: docs/format/records.md. The log itself stores bytes; {@link RecordCodec} converts between the
 * two.
 */
public sealed interface LogRecord {

    /**
     * The first record of a store.
     *
     * @param storeId the id of the store
     * @param limits the limits that {@code apply} depends on; a machine with other limits would return other replies
     */
    record Begin(StoreId storeId, StateLimits limits) implements LogRecord {}

    /**
     * A change of the bounds of the event history, in order with all writes.
     *
     * @param limits the bounds from here on; the oldest events that exceed them are evicted
     */
    record HistoryBounds(HistoryLimits limits) implements LogRecord {}

    /**
     * A write, whether it took effect or was refused: a replay applies it again, with the same result.
     *
     * @param command the write
     * @param origin who sent it, and when
     */
    record Write(Command.Write command, Origin origin) implements LogRecord {

        /** A write of unknown origin. */
        public Write(Command.Write command) {
            this(command, Origin.UNKNOWN);
        }

        /** @throws IllegalArgumentException if {@code command} is not a write */
        public Write(Command command) {
            this(writeOf(command));
        }

        private static Command.Write writeOf(Command command) {
            Command.Write write = command.asWrite();
            if (write == null) {
                throw new IllegalArgumentException("only writes can be logged, not " + command);
            }
            return write;
        }
    }
}
