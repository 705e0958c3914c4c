package dev.latchkey.app.disk;

import dev.latchkey.core.SipHash;
import dev.latchkey.core.bytes.UnreadableException;
import dev.latchkey.core.state.StateMachine;
import dev.latchkey.log.SnapshotFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A backup with valid checksums, loaded as a server would load it, to verify that it contains a state and that the state has the
 * revision in the file header.
 *
 * @param state the state; empty if it cannot be loaded
 * @param refusal why it cannot be restored, in a sentence; empty if it can
 */
record LoadedBackup(SnapshotFile file, Optional<StateMachine> state, Optional<String> refusal) {

    /** @throws dev.latchkey.log.errors.DamagedLogException if the file was changed since it was verified */
    static LoadedBackup of(SnapshotFile file, RandomGenerator chance) {
        try (InputStream body = file.body()) {
            StateMachine state = StateMachine.restore(
                    (target, from, length) -> read(body, target, from, length),
                    SipHash.draw(chance),
                    (done, inAll) -> {});
            return new LoadedBackup(file, Optional.of(state), falseClaim(file, state.revision()));
        } catch (UnreadableException e) {
            return new LoadedBackup(file, Optional.empty(), Optional.of(String.valueOf(e.getMessage())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int read(InputStream body, byte[] target, int from, int length) {
        try {
            return body.read(target, from, length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Compares the revision with the header. Only for backups: the header of a snapshot of a log has the record number instead. */
    private static Optional<String> falseClaim(SnapshotFile file, long revision) {
        long claimed = file.header().covered().index();
        return file.standsAlone() && claimed != revision
                ? Optional.of("its header says revision " + claimed + ", but it contains revision " + revision)
                : Optional.empty();
    }
}
