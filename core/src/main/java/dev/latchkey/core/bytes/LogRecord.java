package dev.latchkey.core.bytes;

import dev.latchkey.core.Command;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.StoreId;

/**
 * What one record of a store's log says: docs/format/records.md. The log itself knows bytes only; {@link RecordCodec} makes one of
 * the other.
 */
public sealed interface LogRecord {

    /**
     * The beginning of a store, its first record.
     *
     * @param storeId which store it is
     * @param limits what {@code apply} depends on; a machine with others would give other answers to the same commands
     */
    record Begin(StoreId storeId, StateLimits limits) implements LogRecord {}

    /**
     * A command as it was asked, done or refused: applied again in the same place it does what it did.
     *
     * @param command one that {@link Command#isWrite}
     */
    record Write(Command command) implements LogRecord {
        public Write {
            if (!command.isWrite()) {
                throw new IllegalArgumentException("a log holds writes, not " + command);
            }
        }
    }
}
