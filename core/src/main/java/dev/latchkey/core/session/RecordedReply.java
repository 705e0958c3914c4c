package dev.latchkey.core.session;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Version;
import dev.latchkey.core.bytes.Bounds;
import dev.latchkey.core.bytes.Piece;
import dev.latchkey.core.bytes.StateReader;
import dev.latchkey.core.bytes.UnreadableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Encodes the replies that a session records: docs/format/state.md. */
final class RecordedReply {

    /** The bytes of a kind and a number. */
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
        CANCELLED(8),
        TRANSACTED(9),
        TRANSACTION_REFUSED(10),
        REPLY_TOO_LARGE(11);

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
        if (reply instanceof Reply.Transacted transacted) {
            transacted.results().forEach(result -> TransactedResult.write(result, piece));
        } else if (reply instanceof Reply.TransactionRefused refused) {
            write(refused.reason(), piece);
        }
    }

    /** Returns whether a reply needs no record, or at most {@code bytes} in addition to {@link #BYTES}. */
    static boolean fits(Reply reply, int bytes) {
        return variableBytes(reply) <= bytes || !isRecorded(reply);
    }

    /** Returns the bytes of a reply in addition to {@link #BYTES}. */
    static int variableBytes(Reply reply) {
        if (reply instanceof Reply.TransactionRefused) {
            return BYTES;
        }
        return reply instanceof Reply.Transacted transacted ? TransactedResult.bytesOf(transacted) : 0;
    }

    static Reply read(StateReader in) {
        Kind kind = Kind.of(in.u8());
        long number = in.u64();
        return switch (kind) {
            case TRANSACTED -> transacted(number, in);
            case TRANSACTION_REFUSED -> transactionRefused(number, in);
            case REPLY_TOO_LARGE -> throw misplaced(kind);
            default -> read(kind, number);
        };
    }

    private static Reply transacted(long count, StateReader in) {
        Bounds.between("number of results of a recorded transaction", count, 1, Command.Transaction.OPERATIONS_MAX);
        List<Reply.Result> results = new ArrayList<>();
        int bytes = 0;
        for (int i = 0; i < count; i++) {
            Reply.Result result = TransactedResult.read(in);
            results.add(result);
            bytes += result.bytes();
            Bounds.between("size of the results of a recorded transaction", bytes, 0, Command.Transaction.BYTES_MAX);
        }
        return new Reply.Transacted(results);
    }

    private static Reply transactionRefused(long operation, StateReader in) {
        Bounds.between("number of the refused operation", operation, 1, Command.Transaction.OPERATIONS_MAX);
        Kind kind = Kind.of(in.u8());
        return switch (kind) {
            case CONFLICT, NO_KEY, GUARD_FAILED, VERSIONS_USED_UP, NO_OWNER, REPLY_TOO_LARGE ->
                new Reply.TransactionRefused((int) operation, read(kind, in.u64()));
            case WRITTEN, KEPT, CANCELLED, TRANSACTED, TRANSACTION_REFUSED -> throw misplaced(kind);
        };
    }

    private static UnreadableException misplaced(Kind kind) {
        return new UnreadableException("a recorded reply of kind " + kind.number + " cannot stand at this place");
    }

    private static Reply read(Kind kind, long number) {
        return switch (kind) {
            case WRITTEN -> new Reply.Written(version(number, 1));
            case CONFLICT -> new Reply.Conflict(version(number, 1));
            case GUARD_FAILED -> new Reply.GuardFailed(version(number, 0));
            case KEPT ->
                new Reply.Kept((int) Bounds.between("time to live", number, 1, Command.OpenSession.TTL_MILLIS_MAX));
            case NO_KEY -> without(number, Reply.NoKey.INSTANCE);
            case NO_OWNER -> without(number, Reply.NoSession.INSTANCE);
            case VERSIONS_USED_UP -> without(number, new Reply.Refused(Reply.Refusal.VERSIONS_USED_UP));
            case REPLY_TOO_LARGE -> without(number, new Reply.Refused(Reply.Refusal.REPLY_TOO_LARGE));
            case CANCELLED -> without(number, new Reply.Cancelled(false));
            case TRANSACTED, TRANSACTION_REFUSED -> throw misplaced(kind);
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
            return switch (reply.reason()) {
                case VERSIONS_USED_UP -> Optional.of(new Encoded(Kind.VERSIONS_USED_UP, 0));
                case REPLY_TOO_LARGE -> Optional.of(new Encoded(Kind.REPLY_TOO_LARGE, 0));
                default -> Optional.empty();
            };
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
        public Optional<Encoded> transacted(Reply.Transacted reply) {
            return Optional.of(new Encoded(Kind.TRANSACTED, reply.results().size()));
        }

        /** Not recorded if its reason is not: then it says only that this attempt was refused. */
        @Override
        public Optional<Encoded> transactionRefused(Reply.TransactionRefused reply) {
            return reply.reason().match(this).map(reason -> new Encoded(Kind.TRANSACTION_REFUSED, reply.operation()));
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
