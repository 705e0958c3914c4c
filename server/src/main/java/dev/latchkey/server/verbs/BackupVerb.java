package dev.latchkey.server.verbs;

import dev.latchkey.core.state.StateMachine;
import dev.latchkey.engine.Backup;
import dev.latchkey.engine.Engine;
import dev.latchkey.seams.Time;
import dev.latchkey.wire.ErrorCode;
import dev.latchkey.wire.Limits;
import dev.latchkey.wire.RespValue;
import dev.latchkey.wire.Words;
import dev.latchkey.wire.verbs.Verb;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The backup that one connection takes, if it takes one. Belongs to the connection's thread. */
public final class BackupVerb {

    /** What is taken at once, so that no other command waits long for the lock. */
    private static final int STEP_BYTES = 1 << 16;

    /** After so many steps a piece is given as it is, so that no other connection waits long for the thread. */
    private static final int STEPS_MAX = 64;

    /** All backups together may hold a quarter of what the store may take. */
    private static final int HELD_SHARE = 4 * StateMachine.BACKUPS_MAX;

    private static final RespValue NONE =
            error("there is no backup on this connection, or it has ended: BACKUP START begins one");
    private static final RespValue IDLE = error("the backup was ended by the server, since no piece was asked for in "
            + Limits.BACKUP_IDLE_MAX.toSeconds() + " s: BACKUP START begins another");
    private static final RespValue TOO_MANY = error(
            StateMachine.BACKUPS_MAX + " backups are being taken, and there may be no more at once; try again later");

    private final Engine engine;
    private final Time time;
    private @Nullable Backup backup;
    private long lastAsked;

    /** Why there is no backup, for who asks for a piece of it. */
    private RespValue none = NONE;

    public BackupVerb(Engine engine, Time time) {
        this.engine = engine;
        this.time = time;
    }

    public RespValue answer(byte[] subcommand) {
        lastAsked = time.nanos();
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
            piece.writeBytes(begun.next(Math.min(room, STEP_BYTES)));
        }
        return new RespValue.Bulk(piece.toByteArray());
    }

    /** Lets go of it if nobody has asked for a piece for long, or if too much is kept aside for it; the next ask is told why. */
    public void endIfTooDear(long now) {
        if (backup == null) {
            return;
        }
        long heldMax = engine.keyspace().bytesMax() / HELD_SHARE;
        if (now - lastAsked > Limits.BACKUP_IDLE_MAX.toNanos()) {
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

    /** Lets go of it. Nothing if there is none. */
    public void end() {
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
