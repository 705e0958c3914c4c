package dev.latchkey.core.session;

import dev.latchkey.core.Reply;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import dev.latchkey.core.bytes.Bounds;
import dev.latchkey.core.bytes.Piece;
import dev.latchkey.core.bytes.StateReader;
import dev.latchkey.core.bytes.UnreadableException;

/** Encodes the results of transactions that a session records: docs/format/state.md. */
final class TransactedResult {

    /** The kinds of results. On disk: append only, never renumber. */
    private static final int CHECKED = 1;

    private static final int WRITTEN = 2;
    private static final int ABSENT = 3;
    private static final int READ = 4;
    private static final int OBSERVED_PRESENT = 5;
    private static final int OBSERVED_ABSENT = 6;

    private static final int WRITTEN_BYTES = 1 + 8;
    private static final int ABSENT_BYTES = 1 + 1;
    private static final int READ_BYTES = 1 + 1 + 4 + 8 + 8;

    private TransactedResult() {}

    static int bytesOf(Reply.Transacted transacted) {
        Length length = new Length();
        int bytes = 0;
        for (Reply.Result result : transacted.results()) {
            bytes += result.matchResult(length);
        }
        return bytes;
    }

    static void write(Reply.Result result, Piece piece) {
        result.matchResult(new Writer(piece));
    }

    static Reply.Result read(StateReader in) {
        int kind = in.u8();
        return switch (kind) {
            case CHECKED -> Reply.Result.Checked.INSTANCE;
            case WRITTEN -> new Reply.Result.Written(version(in));
            case ABSENT -> new Reply.Result.Read(null, withVersion(in));
            case READ -> found(in);
            case OBSERVED_PRESENT -> new Reply.Result.Observed(true, version(in));
            case OBSERVED_ABSENT ->
                new Reply.Result.Observed(false, Version.of(Bounds.version(in.u64(), 0, Long.MAX_VALUE)));
            default ->
                throw new UnreadableException("a recorded result of kind " + kind
                        + ", which this program does not know; a newer one may have written it");
        };
    }

    private static Version version(StateReader in) {
        return Version.of(Bounds.version(in.u64(), 1, Long.MAX_VALUE));
    }

    private static boolean withVersion(StateReader in) {
        return Bounds.between("mark of a result with its version", in.u8(), 0, 1) == 1;
    }

    private static Reply.Result found(StateReader in) {
        boolean withVersion = withVersion(in);
        int length = Bounds.valueLength(in.u32());
        Version version = version(in);
        long revision = Bounds.between("revision of a recorded result", in.u64(), 1, Long.MAX_VALUE);
        return new Reply.Result.Read(new Versioned(Value.owning(in.bytes(length)), version, revision), withVersion);
    }

    private static final class Length implements Reply.ResultCases<Integer> {

        @Override
        public Integer checked(Reply.Result.Checked result) {
            return 1;
        }

        @Override
        public Integer written(Reply.Result.Written result) {
            return WRITTEN_BYTES;
        }

        @Override
        public Integer observed(Reply.Result.Observed result) {
            return WRITTEN_BYTES;
        }

        @Override
        public Integer read(Reply.Result.Read result) {
            Versioned found = result.found();
            return found == null ? ABSENT_BYTES : READ_BYTES + found.value().length();
        }
    }

    private record Writer(Piece piece) implements Reply.ResultCases<Piece> {

        @Override
        public Piece checked(Reply.Result.Checked result) {
            piece.grow(1).put((byte) CHECKED);
            return piece;
        }

        @Override
        public Piece written(Reply.Result.Written result) {
            return version(WRITTEN, result.version());
        }

        @Override
        public Piece observed(Reply.Result.Observed result) {
            return version(result.isPresent() ? OBSERVED_PRESENT : OBSERVED_ABSENT, result.version());
        }

        private Piece version(int kind, Version version) {
            piece.grow(WRITTEN_BYTES).put((byte) kind).putLong(version.number());
            return piece;
        }

        @Override
        public Piece read(Reply.Result.Read result) {
            byte withVersion = (byte) (result.withVersion() ? 1 : 0);
            Versioned found = result.found();
            if (found == null) {
                piece.grow(ABSENT_BYTES).put((byte) ABSENT).put(withVersion);
                return piece;
            }
            int length = found.value().length();
            piece.grow(READ_BYTES + length)
                    .put((byte) READ)
                    .put(withVersion)
                    .putInt(length)
                    .putLong(found.version().number())
                    .putLong(found.revision())
                    .put(found.value().bytes);
            return piece;
        }
    }
}
