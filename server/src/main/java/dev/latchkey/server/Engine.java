package dev.latchkey.server;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.core.StoreId;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Decides the order and the durability of commands; the state machine behind it decides their meaning. What an engine has
 * answered is so: no later read goes behind it.
 *
 * <p>Safe for use by many threads.
 */
public interface Engine extends AutoCloseable {

    /** The id of the store, the same for the life of the engine. */
    StoreId storeId();

    /**
     * Puts {@code command} in order. The reply is handed over exactly once, before this returns or later, but always on the
     * thread that called: a connection belongs to one thread. Commands handed over by one thread are applied in that order.
     */
    void submit(Command command, Consumer<Reply> whenDone);

    /** What the store holds now. */
    Keyspace keyspace();

    /**
     * Begins to copy the state of this moment, in which all is done that was answered. Empty if {@link
     * dev.latchkey.wire.Limits#BACKUPS_MAX} backups are being taken already.
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
