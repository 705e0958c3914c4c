package dev.latchkey.server.verbs;

import dev.latchkey.core.state.StateMachine;
import dev.latchkey.engine.Backup;
import dev.latchkey.engine.Engine;
import dev.latchkey.engine.SnapshotEndedException;
import dev.latchkey.seams.Time;
import dev.latchkey.wire.Limits;
import dev.latchkey.wire.RespValue;
import dev.latchkey.wire.Words;
import dev.latchkey.wire.text.ErrorCode;
import dev.latchkey.wire.verbs.Verb;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The backup of one connection, if it has one open. Belongs to the connection's thread. */
final class ConnectionBackup {

    /** Bytes read from the engine in one step, so that no other command waits long for its lock. */
    private static final int STEP_BYTES = 1 << 16;

    /** A piece is complete after this many steps, so that no other connection waits long for the event loop. */
    private static final int STEPS_MAX = 64;

    /** All backups together may keep copies of overwritten entries up to a quarter of the memory limit. */
    private static final int HELD_SHARE = 4 * StateMachine.BACKUPS_MAX;

    private static final RespValue NONE =
            error("there is no backup on this connection, or it has ended: BACKUP START begins one");
    private static final RespValue IDLE = error("the backup was ended by the server, since no piece was asked for in "
            + Limits.BACKUP_IDLE_MAX.toSeconds() + " s: BACKUP START begins another");
    private static final RespValue TOO_EXPENSIVE = error(
            "the backup was ended by the server: so much is being written that what is kept aside for it takes too"
                    + " much memory. Ask faster for its pieces, begin again when less is written, or give the server more"
                    + " memory (--max-memory)");
    private static final RespValue TOO_MANY = error(
            StateMachine.BACKUPS_MAX + " backups are being taken, and there may be no more at once; try again later");

    private final Engine engine;
    private final Time time;
    private @Nullable Backup backup;
    private long lastRequest;

    /** The reply to NEXT without an open backup: says why it is not open. */
    private RespValue none = NONE;

    ConnectionBackup(Engine engine, Time time) {
        this.engine = engine;
        this.time = time;
    }

    RespValue answer(byte[] subcommand) {
        lastRequest = time.nanos();
        if (Words.matches(subcommand, "START")) {
            return start();
        } else if (Words.matches(subcommand, "NEXT")) {
            return backup == null ? none : next(backup);
        } else if (Words.matches(subcommand, "STOP")) {
            end();
            return RespValue.OK;
        }
        return error("unknown subcommand: " + Verb.BACKUP.advice());
    }

    private RespValue start() {
        end();
        Optional<Backup> begun = engine.openBackup();
        if (begun.isEmpty()) {
            return TOO_MANY;
        }
        backup = begun.get();
        return RespValue.Array.of(RespValue.Bulk.of(backup.storeId().toString()), new RespValue.Int(backup.revision()));
    }

    private RespValue next(Backup begun) {
        if (begun.isDone()) {
            end();
            return RespValue.NULL;
        }
        ByteArrayOutputStream piece = new ByteArrayOutputStream();
        for (int step = 0; step < STEPS_MAX && !begun.isDone(); step++) {
            int room = Limits.BACKUP_PIECE_BYTES_MAX - piece.size();
            if (room <= 0) {
                break;
            }
            try {
                piece.writeBytes(begun.next(Math.min(room, STEP_BYTES)));
            } catch (SnapshotEndedException e) {
                end();
                none = TOO_EXPENSIVE;
                return none;
            }
        }
        return new RespValue.Bulk(piece.toByteArray());
    }

    /** Ends a backup that is idle, or for which the engine keeps too many copies; the reply to the next NEXT says why. */
    void endIfTooExpensive(long now) {
        if (backup == null) {
            return;
        }
        long heldMax = engine.keyspace().bytesMax() / HELD_SHARE;
        if (now - lastRequest > Limits.BACKUP_IDLE_MAX.toNanos()) {
            end();
            none = IDLE;
        } else if (backup.heldBytes() > heldMax) {
            end();
            none = error(
                    "the backup was ended by the server: so much is being written that what is kept aside for it takes"
                            + " more than " + heldMax + " bytes. Ask faster for its pieces, begin again when less is"
                            + " written, or give the server more memory (--max-memory)");
        }
    }

    /** Extends the time until the next request by a pause of the server of {@code nanos}, which is over at {@code now}. */
    void extendDeadline(long nanos, long now) {
        lastRequest += Math.min(nanos, now - lastRequest);
    }

    /** Ends the backup, if one is open. Idempotent. */
    void end() {
        none = NONE;
        if (backup != null) {
            backup.close();
            backup = null;
        }
    }

    private static RespValue error(String sentence) {
        return new RespValue.ErrorLine(ErrorCode.ERR + " " + sentence);
    }
}
