package dev.latchkey.engine.durable;

import static dev.latchkey.engine.durable.SteppedStore.delete;
import static dev.latchkey.engine.durable.SteppedStore.get;
import static dev.latchkey.engine.durable.SteppedStore.put;
import static dev.latchkey.engine.durable.SteppedStore.written;
import static dev.latchkey.engine.session.ExpiryContract.ID;
import static dev.latchkey.engine.session.ExpiryContract.USER;
import static dev.latchkey.engine.session.ExpiryContract.keep;
import static dev.latchkey.engine.session.ExpiryContract.once;
import static dev.latchkey.engine.session.ExpiryContract.open;
import static dev.latchkey.engine.session.ExpiryContract.owned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import dev.latchkey.engine.state.ReserveAdmission;
import dev.latchkey.log.files.LogOptions;
import dev.latchkey.log.sim.DiskFaults;
import dev.latchkey.log.sim.InMemoryDisk;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** SESS-08: sessions on a full disk. */
class FullDiskSessionsTest {

    private static final Reply FULL = new Reply.Refused(Reply.Refusal.DISK_FULL);
    private static final SessionId DEAD = new SessionId(9, 9);

    private final InMemoryDisk disk = new InMemoryDisk();

    private SteppedStore opened(long reserveBytes) {
        return new SteppedStore(disk, SteppedStore.OPTIONS.with(new LogOptions(2_000, 512, reserveBytes)));
    }

    /** Opens sessions, executes something once, and fills the disk. */
    private void fill(SteppedStore store, Command create) {
        store.ask(open(ID, 60_000));
        store.ask(open(DEAD, 100));
        store.ask(owned("lock", DEAD));
        assertThat(store.ask(create)).isEqualTo(written(1));
        long used = disk.contents().values().stream()
                .mapToLong(bytes -> bytes.length)
                .sum();
        disk.fail(DiskFaults.full(used));
        int filled = 0;
        while (!store.ask(put("filler" + filled, "v".repeat(100), 0)).equals(FULL)) {
            filled++;
        }
    }

    @Test
    void theReserveAdmitsWhatClientsNeedToFreeSpace() {
        try (SteppedStore store = opened(20_000)) {
            Command create = once(ID, 1, put("k", "v", 0));
            fill(store, create);
            assertThat(store.ask(create)).as("a retry").isEqualTo(written(1));
            assertThat(store.ask(once(ID, 2, put("j", "v", 0)))).isEqualTo(FULL);
            assertThat(store.ask(open(new SessionId(1, 1), 50))).isEqualTo(new Reply.Opened(new SessionId(1, 1)));
            assertThat(store.ask(once(ID, 3, delete("k", 1)))).isEqualTo(written(2));
            assertThat(store.ask(once(ID, 4, Command.Cancel.INSTANCE))).isEqualTo(new Reply.Cancelled(false));
            assertThat(store.ask(once(ID, 2, Command.Cancel.INSTANCE)))
                    .as("a refusal is not recorded")
                    .isEqualTo(new Reply.Cancelled(false));
            assertThat(store.ask(keep(ID, 50_000))).isEqualTo(new Reply.Kept(50_000));
            store.time.pass(Duration.ofMillis(100));
            assertThat(store.ask(get("lock"))).isEqualTo(Reply.NoKey.INSTANCE);
            assertThat(store.engine.sessions().expired()).isEqualTo(2);
            assertThat(store.ask(new Command.CloseSession(ID, USER))).isEqualTo(Reply.Closed.INSTANCE);
            assertThat(store.persistence().full()).isTrue();
        }
    }

    @Test
    void theNumberOfSessionsThatTheReserveAdmitsIsBounded() {
        ReserveAdmission reserve = new ReserveAdmission();
        Command.Write opening = new Command.OpenSession(ID, 1, USER);
        for (int i = 0; i < ReserveAdmission.OPENED_MAX; i++) {
            assertThat(reserve.admits(opening)).isTrue();
        }
        assertThat(reserve.admits(opening)).isFalse();
        assertThat(reserve.admits(delete("k", 1))).isTrue();
        assertThat(reserve.admits(put("k", "v", 0))).isFalse();
        reserve.reset();
        assertThat(reserve.admits(opening)).isTrue();
    }

    /** Without a reserve the end cannot be written: the session stays, and is ended when there is space. */
    @Test
    void anEndThatDoesNotFitIsWrittenLater() {
        try (SteppedStore store = opened(0)) {
            fill(store, once(ID, 1, put("k", "v", 0)));
            while (!store.ask(new Command.KeepSession(ID, 60_000, USER)).equals(FULL)) {
                assertThat(store.persistence().full()).isTrue();
            }
            store.time.pass(Duration.ofMillis(100));
            assertThat(store.ask(get("lock"))).isInstanceOf(Reply.Found.class);
            assertThat(store.engine.tryAnswer(get("lock"))).as("reads go on").isInstanceOf(Reply.Found.class);
            disk.fail(DiskFaults.NONE);
            store.time.pass(Duration.ofSeconds(1));
            assertThat(store.ask(get("lock"))).isEqualTo(Reply.NoKey.INSTANCE);
        }
    }
}
