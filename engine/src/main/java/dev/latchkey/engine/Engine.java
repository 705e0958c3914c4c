package dev.latchkey.engine;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.core.StoreId;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decides the order and the durability of commands; the state machine behind it decides their meaning. What an engine has
 * answered is so: no later read goes behind it.
 *
 * <p>Safe for use by many threads.
 */
public interface Engine extends AutoCloseable {

    /** What INFO calls it. */
    String name();

    /** The id of the store, the same for the life of the engine. */
    StoreId storeId();

    /**
     * The reply to a command that need not wait for anything; null if it must be submitted. To be asked only by a connection of
     * which no command is unanswered, since this one does not wait for those before it.
     */
    default @Nullable Reply answerAtOnce(Command command) {
        return null;
    }

    /**
     * Puts {@code command} in order. Commands handed over by one thread are applied in that order.
     *
     * @param home runs things on the thread that calls; the same object for everybody who belongs to that thread
     * @param whenDone is given the reply, once: before this returns, or later by way of {@code home}; never if the engine fails, since
     *     then nobody knows what was done
     */
    void submit(Command command, Executor home, Consumer<Reply> whenDone);

    /** What the store holds now. */
    Keyspace keyspace();

    /** What is known of the store's life on the disk; empty if it has none. */
    default Optional<Persistence> persistence() {
        return Optional.empty();
    }

    /**
     * Begins to copy the state of this moment, in which all is done that was answered. Empty if too
     * many backups are being taken already.
     */
    Optional<Backup> openBackup();

    /** Lets go of whatever the engine holds. Nothing may be submitted after it. */
    @Override
    void close();

    /**
     * What a store holds, for INFO.
     *
     * @param bytes what keys, values and tombstones take in memory, an estimate
     * @param bytesMax the most they may take; a put beyond it is refused
     */
    record Keyspace(long keys, long tombstones, long revision, long bytes, long bytesMax) {}
}
