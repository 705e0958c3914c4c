package dev.latchkey.core.session;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Version;
import dev.latchkey.core.bytes.Bounds;
import dev.latchkey.core.bytes.Piece;
import dev.latchkey.core.bytes.StateReader;
import dev.latchkey.core.bytes.UnreadableException;
import java.util.Optional;

/** Encodes the replies that a session records: docs/format/state.md. */
final class RecordedReply {

    static final int BYTES = 1 + 8;

    /** The kinds of replies. On disk: append only, never renumber. */
    private enum Kind {
        WRITTEN(1),
        CONFLICT(2),
        NO_KEY(3),
        GUARD_FAILED(4),
        VERSIONS_USED_UP(5),
        NO_OWNER(6),
        KEPT(7),
        CANCELLED(8);

        final int number;

        Kind(int number) {
            this.number = number;
        }

        static Kind of(int number) {
            for (Kind kind : values()) {
                if (kind.number == number) {
                    return kind;
                }
            }
            throw new UnreadableException("a recorded reply of kind " + number
                    + ", which this program does not know; a newer one may have written it");
        }
    }

    /** A reply as a kind and a number. */
    private record Encoded(Kind kind, long number) {}

    private static final Encoder ENCODER = new Encoder();

    private RecordedReply() {}

    /** Returns whether a session records {@code reply}. One that it does not record says only that this attempt was refused. */
    static boolean isRecorded(Reply reply) {
        return reply.match(ENCODER).isPresent();
    }

    static void write(Reply reply, Piece piece) {
        Encoded encoded =
                reply.match(ENCODER).orElseThrow(() -> new IllegalStateException("not a recorded reply: " + reply));
        piece.grow(BYTES).put((byte) encoded.kind.number).putLong(encoded.number);
    }

    static Reply read(StateReader in) {
        Kind kind = Kind.of(in.u8());
        long number = in.u64();
        return switch (kind) {
            case WRITTEN -> new Reply.Written(version(number, 1));
            case CONFLICT -> new Reply.Conflict(version(number, 1));
            case GUARD_FAILED -> new Reply.GuardFailed(version(number, 0));
            case KEPT ->
                new Reply.Kept((int) Bounds.between("time to live", number, 1, Command.OpenSession.TTL_MILLIS_MAX));
            case NO_KEY -> without(number, Reply.NoKey.INSTANCE);
            case NO_OWNER -> without(number, Reply.NoSession.INSTANCE);
            case VERSIONS_USED_UP -> without(number, new Reply.Refused(Reply.Refusal.VERSIONS_USED_UP));
            case CANCELLED -> without(number, new Reply.Cancelled(false));
        };
    }

    private static Version version(long number, long min) {
        return Version.of(Bounds.version(number, min, Long.MAX_VALUE));
    }

    private static Reply without(long number, Reply reply) {
        Bounds.between("number of a recorded reply without one", number, 0, 0);
        return reply;
    }

    private static final class Encoder implements Reply.Cases<Optional<Encoded>> {

        @Override
        public Optional<Encoded> written(Reply.Written reply) {
            return Optional.of(new Encoded(Kind.WRITTEN, reply.version().number()));
        }

        @Override
        public Optional<Encoded> conflict(Reply.Conflict reply) {
            return Optional.of(new Encoded(Kind.CONFLICT, reply.current().number()));
        }

        @Override
        public Optional<Encoded> noKey(Reply.NoKey reply) {
            return Optional.of(new Encoded(Kind.NO_KEY, 0));
        }

        @Override
        public Optional<Encoded> guardFailed(Reply.GuardFailed reply) {
            return Optional.of(new Encoded(Kind.GUARD_FAILED, reply.current().number()));
        }

        @Override
        public Optional<Encoded> refused(Reply.Refused reply) {
            return reply.reason() == Reply.Refusal.VERSIONS_USED_UP
                    ? Optional.of(new Encoded(Kind.VERSIONS_USED_UP, 0))
                    : Optional.empty();
        }

        @Override
        public Optional<Encoded> noSession(Reply.NoSession reply) {
            return Optional.of(new Encoded(Kind.NO_OWNER, 0));
        }

        @Override
        public Optional<Encoded> kept(Reply.Kept reply) {
            return Optional.of(new Encoded(Kind.KEPT, reply.ttlMillis()));
        }

        @Override
        public Optional<Encoded> cancelled(Reply.Cancelled reply) {
            return Optional.of(new Encoded(Kind.CANCELLED, 0));
        }

        @Override
        public Optional<Encoded> found(Reply.Found reply) {
            return Optional.empty();
        }

        @Override
        public Optional<Encoded> ofHistory(Reply.OfHistory reply) {
            return Optional.empty();
        }

        @Override
        public Optional<Encoded> listed(Reply.Listed reply) {
            return Optional.empty();
        }

        @Override
        public Optional<Encoded> opened(Reply.Opened reply) {
            return Optional.empty();
        }

        @Override
        public Optional<Encoded> closed(Reply.Closed reply) {
            return Optional.empty();
        }

        @Override
        public Optional<Encoded> seqRefused(Reply.SeqRefused reply) {
            return Optional.empty();
        }
    }
}
