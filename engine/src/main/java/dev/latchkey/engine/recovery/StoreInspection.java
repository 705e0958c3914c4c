package dev.latchkey.engine.recovery;

import dev.latchkey.core.SipHash;
import dev.latchkey.engine.state.HeapGuard;
import dev.latchkey.log.Replay;
import dev.latchkey.log.files.SnapshotHeader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * Loads the content of a log as {@code DurableEngine.open} does, without serving it: what startup would refuse, this refuses with the
 * same sentence. It needs as much heap as startup does. Do not use it further after it has thrown. For one thread.
 */
public final class StoreInspection implements Replay {

    private final StoreReplay replay;

    /** @param chance a secure random number generator, for the key of the hash table */
    public StoreInspection(RandomGenerator chance) {
        replay = new StoreReplay(SipHash.draw(chance), new Ignoring(), HeapGuard.UNLIMITED);
    }

    /** @throws UnreadableStoreException if it holds no state, or a state that this version cannot read */
    @Override
    public void snapshot(SnapshotHeader header, InputStream body) throws IOException {
        replay.snapshot(header, body);
    }

    /** @throws UnreadableStoreException if it cannot be read, or must not be where it is */
    @Override
    public void record(long index, ByteBuffer payload) {
        replay.record(index, payload);
    }

    /** The progress of an inspection is not shown, and it has no store that can fail. */
    private static final class Ignoring implements StoreListener {

        @Override
        public void recovering(String what, long done, long inAll) {}

        @Override
        public void failed(Throwable reason) {}
    }
}
