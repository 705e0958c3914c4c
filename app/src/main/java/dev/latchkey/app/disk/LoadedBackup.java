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
 * A backup whose file is sound, loaded as a server would: whether there is a state in it, and the one it claims.
 *
 * @param state nothing if there is none
 * @param refusal why it cannot be restored, a sentence
 */
record LoadedBackup(SnapshotFile file, Optional<StateMachine> state, Optional<String> refusal) {

    /** @throws dev.latchkey.log.errors.DamagedLogException if the file was changed since it was checked */
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

    /** Why of backups only: a snapshot from beside a log says how many records it covers. */
    private static Optional<String> falseClaim(SnapshotFile file, long revision) {
        long claimed = file.header().covered().index();
        return file.standsAlone() && claimed != revision
                ? Optional.of("it says that it is of revision " + claimed + ", and holds revision " + revision)
                : Optional.empty();
    }
}
