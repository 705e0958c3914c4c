package dev.latchkey.engine.durable;

import dev.latchkey.core.SipHash;
import dev.latchkey.engine.state.HeapGuard;
import dev.latchkey.log.Replay;
import dev.latchkey.log.files.SnapshotHeader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * Loads what a log holds as {@link DurableEngine#open} does, and serves nothing of it: what this refuses, a start refuses with the same
 * sentence. It needs as much heap as a start. Of no use any more once it has refused. For one thread.
 */
public final class StoreInspection implements Replay {

    private final StoreReplay replay;

    /** @param chance a secure source, of the key by which keys are spread */
    public StoreInspection(RandomGenerator chance) {
        replay = new StoreReplay(SipHash.draw(chance), new Unheard(), HeapGuard.UNLIMITED);
    }

    /** @throws UnreadableStoreException if it holds no state, or of no store that this program knows */
    @Override
    public void snapshot(SnapshotHeader header, InputStream body) throws IOException {
        replay.snapshot(header, body);
    }

    /** @throws UnreadableStoreException if it cannot be read, or not be where it is */
    @Override
    public void record(long index, ByteBuffer payload) {
        replay.record(index, payload);
    }

    /** Nobody waits for a server that starts. */
    private static final class Unheard implements StoreListener {

        @Override
        public void recovering(String what, long done, long inAll) {}

        @Override
        public void failed(Throwable reason) {}
    }
}
