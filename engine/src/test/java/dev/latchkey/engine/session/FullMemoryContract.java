package dev.latchkey.engine.session;

import static dev.latchkey.engine.session.ExpiryContract.ID;
import static dev.latchkey.engine.session.ExpiryContract.USER;
import static dev.latchkey.engine.session.ExpiryContract.keep;
import static dev.latchkey.engine.session.ExpiryContract.once;
import static dev.latchkey.engine.session.ExpiryContract.open;
import static dev.latchkey.engine.session.ExpiryContract.owned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import org.junit.jupiter.api.Test;

/** SESS-08, LOAD-04: sessions in a store whose memory limit is reached, whichever engine it has. */
public abstract class FullMemoryContract {

    /** The memory limit of the store under test. */
    protected static final long BYTES_MAX = 1 << 20;

    private static final Reply FULL = new Reply.Refused(Reply.Refusal.MEMORY_FULL);

    /** Submits and executes a command. */
    protected abstract Reply ask(Command command);

    /** The estimated memory of the state. */
    protected abstract long bytes();

    private static Command.Put put(String key, int bytes) {
        return new Command.Put(Key.of(key), Value.of("v".repeat(bytes)), Version.NONE);
    }

    private static Command.Delete delete(String key, long version) {
        return new Command.Delete(Key.of(key), Version.of(version));
    }

    private static Reply written(long version) {
        return new Reply.Written(Version.of(version));
    }

    /** Puts keys until not even a small one fits. */
    private void fill() {
        for (int bytes = 10_000; bytes > 0; bytes /= 10) {
            int keys = 0;
            while (!ask(put("filler" + bytes + "-" + keys, bytes)).equals(FULL)) {
                keys++;
            }
        }
    }

    private static SessionId id(int number) {
        return new SessionId(1, number);
    }

    @Test
    void aClientThatComesToAFullStoreOpensASessionAndDeletesInIt() {
        fill();
        assertThat(ask(open(ID, 10_000))).isEqualTo(new Reply.Opened(ID));
        assertThat(ask(once(ID, 1, put("new", 5_000)))).isEqualTo(FULL);
        assertThat(ask(once(ID, 2, delete("filler10000-0", 1)))).isEqualTo(written(2));
        assertThat(ask(once(ID, 3, put("new", 5_000)))).isEqualTo(written(1));
    }

    @Test
    void theReserveAdmitsWhatEndsASessionAndWhatAClientMustFinish() {
        ask(open(ID, 10_000));
        ask(owned("lock", ID));
        ask(open(id(1), 10_000));
        ask(once(ID, 1, put("mine", 10)));
        fill();
        assertThat(ask(once(ID, 1, put("mine", 10)))).as("a retry").isEqualTo(written(1));
        assertThat(ask(once(ID, 2, Command.Cancel.INSTANCE))).isEqualTo(new Reply.Cancelled(false));
        assertThat(ask(once(ID, 3, keep(ID, 20_000)))).isEqualTo(new Reply.Kept(20_000));
        assertThat(ask(once(ID, 4, delete("mine", 7))))
                .as("a refused delete is recorded like any other")
                .isEqualTo(new Reply.Conflict(Version.of(1)));
        assertThat(ask(new Command.EndSession(id(1)))).isEqualTo(Reply.Closed.INSTANCE);
        assertThat(ask(new Command.CloseSession(ID, USER))).isEqualTo(Reply.Closed.INSTANCE);
        assertThat(ask(new Command.Get(Key.of("lock")))).isEqualTo(Reply.NoKey.INSTANCE);
    }

    @Test
    void newSessionsUseUpNeitherTheMemoryNorWhatExistingOnesNeed() {
        ask(open(ID, 10_000));
        fill();
        int opened = 0;
        while (ask(open(id(opened), 10_000)).equals(new Reply.Opened(id(opened)))) {
            opened++;
        }
        assertThat(opened).isPositive();
        assertThat(ask(open(id(opened), 10_000))).isEqualTo(FULL);
        assertThat(bytes()).as("half of the reserve").isLessThanOrEqualTo(BYTES_MAX + BYTES_MAX / 128);
        assertThat(ask(once(ID, 1, Command.Cancel.INSTANCE))).isEqualTo(new Reply.Cancelled(false));
        assertThat(ask(once(ID, 2, delete("filler10000-0", 1)))).isEqualTo(written(2));
    }

    @Test
    void recordsOfRefusedDeletesAreBoundedByTheReserve() {
        ask(open(ID, 10_000));
        fill();
        long seq = 1;
        while (seq <= Command.Once.WINDOW
                && ask(once(ID, seq, delete("absent", 1))).equals(Reply.NoKey.INSTANCE)) {
            seq++;
        }
        assertThat(seq).isLessThanOrEqualTo(Command.Once.WINDOW);
        assertThat(ask(once(ID, seq, delete("absent", 1)))).isEqualTo(FULL);
        assertThat(bytes()).isLessThanOrEqualTo(BYTES_MAX + BYTES_MAX / 64);
    }
}
