package dev.latchkey.wire;

import dev.latchkey.core.Command;
import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SessionId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import dev.latchkey.wire.text.RefusalText;
import dev.latchkey.wire.text.SessionText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decodes the server's answer to a command: the inverse of {@code ReplyEncoder}. */
public final class ReplyDecoder implements Command.Cases<Answer> {

    private final RespValue value;

    private ReplyDecoder(RespValue value) {
        this.value = value;
    }

    /**
     * Decodes the answer to {@code command}.
     *
     * @throws ReplyParser.NotRespException if the value cannot answer such a command; the connection is no longer usable
     */
    public static Answer decode(Command command, RespValue value) {
        if (value instanceof RespValue.ErrorLine error) {
            return command.isWrite() ? refusal(error) : refusalOfRead(error);
        }
        try {
            return command.match(new ReplyDecoder(value));
        } catch (IllegalArgumentException exceedsLimits) { // a key or value longer than any store accepts
            throw new ReplyParser.NotRespException("invalid reply: " + exceedsLimits.getMessage());
        }
    }

    private static Answer refusal(RespValue.ErrorLine error) {
        String[] words = error.message().split(" ", 3);
        return switch (words[0]) {
            case "ERRVERSION" -> new Answer.OfStore(new Reply.Conflict(currentVersion(words)));
            case "ERRNOKEY" -> new Answer.OfStore(new Reply.NoKey());
            case "ERRGUARD" -> new Answer.OfStore(new Reply.GuardFailed(currentVersion(words)));
            case "ERRSESSION" -> new Answer.OfStore(Reply.NoSession.INSTANCE);
            case "ERRCANCELLED" -> new Answer.OfStore(new Reply.Cancelled(true));
            case "ERRSEQ" -> seqRefused(error);
            case "EXECABORT" -> transactionRefused(error, words);
            default -> new Answer.OfServer(error);
        };
    }

    private static Answer transactionRefused(RespValue.ErrorLine error, String[] words) {
        long operation =
                words.length < 3 ? Decimal.NOT_A_NUMBER : Decimal.parse(words[1].getBytes(StandardCharsets.UTF_8));
        if (operation < 1 || operation > Command.Transaction.OPERATIONS_MAX) {
            return new Answer.OfServer(error);
        }
        Reply.Refusal refused = RefusalText.refusalOf(words[2]);
        Answer reason = refused == null
                ? refusal(new RespValue.ErrorLine(words[2]))
                : new Answer.OfStore(new Reply.Refused(refused));
        return reason instanceof Answer.OfStore ofStore
                ? new Answer.OfStore(new Reply.TransactionRefused((int) operation, ofStore.reply()))
                : new Answer.OfServer(error);
    }

    private static Answer refusalOfRead(RespValue.ErrorLine error) {
        String[] words = error.message().split(" ", 3);
        return switch (words[0]) {
            case "ERRSESSION" -> new Answer.OfStore(Reply.NoSession.INSTANCE);
            case "EXECABORT" -> transactionRefused(error, words);
            case "ERRCOMPACTED" ->
                new Answer.OfStore(new Reply.Compacted(currentVersion(words).number()));
            default -> {
                long revision = HistoryText.notReachedOf(error.message());
                yield revision == Decimal.NOT_A_NUMBER
                        ? new Answer.OfServer(error)
                        : new Answer.OfStore(new Reply.NotReached(revision));
            }
        };
    }

    private static Answer seqRefused(RespValue.ErrorLine error) {
        Reply.SeqReason reason = SessionText.reasonOf(error.message());
        return reason == null ? new Answer.OfServer(error) : new Answer.OfStore(new Reply.SeqRefused(reason));
    }

    private static Version currentVersion(String[] words) {
        long number =
                words.length < 2 ? Decimal.NOT_A_NUMBER : Decimal.parse(words[1].getBytes(StandardCharsets.UTF_8));
        if (number == Decimal.NOT_A_NUMBER) {
            throw new ReplyParser.NotRespException(
                    words[0] + " without a number: " + Words.printable(String.join(" ", words)));
        }
        return Version.of(number);
    }

    @Override
    public Answer get(Command.Get command) {
        if (value instanceof RespValue.Null) {
            return new Answer.OfStore(new Reply.NoKey());
        }
        return new Answer.OfStore(new Reply.Found(versioned(value)));
    }

    static Versioned versioned(RespValue value) {
        List<RespValue> items = items(value, 3, 3);
        return new Versioned(Value.owning(bytes(items.get(0))), version(items.get(1)), number(items.get(2)));
    }

    @Override
    public Answer put(Command.Put command) {
        return new Answer.OfStore(new Reply.Written(version(value)));
    }

    @Override
    public Answer delete(Command.Delete command) {
        return new Answer.OfStore(new Reply.Written(version(value)));
    }

    @Override
    public Answer transaction(Command.Transaction command) {
        int count = command.operations().size();
        List<RespValue> items = items(value, count, count);
        List<Reply.Result> results = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            results.add(command.operations().get(i).matchOperation(new ResultDecoder(items.get(i))));
        }
        return new Answer.OfStore(new Reply.Transacted(results));
    }

    @Override
    public Answer listKeys(Command.ListKeys command) {
        List<RespValue> items = items(value, 3, 3);
        List<Reply.Listed.Entry> entries = items(items.get(2), 0, command.limit()).stream()
                .map(item -> entry(item, command.values()))
                .toList();
        return new Answer.OfStore(new Reply.Listed(number(items.get(0)), yesOrNo(items.get(1)), entries));
    }

    @Override
    public Answer history(HistoryRead command) {
        return new Answer.OfStore(command.matchHistory(new EventDecoder(value)));
    }

    @Override
    public Answer renewSession(Command.RenewSession command) {
        return kept();
    }

    private Answer kept() {
        return new Answer.OfStore(new Reply.Kept((int) number(value, Command.OpenSession.TTL_MILLIS_MAX)));
    }

    @Override
    public Answer openSession(Command.OpenSession command) {
        List<RespValue> items = items(value, 2, 2);
        return new Answer.OfStore(new Reply.Opened(SessionId.parse(text(items.get(0)))));
    }

    @Override
    public Answer keepSession(Command.KeepSession command) {
        return kept();
    }

    @Override
    public Answer closeSession(Command.CloseSession command) {
        if (value.equals(RespValue.OK)) {
            return new Answer.OfStore(Reply.Closed.INSTANCE);
        }
        throw unexpected("OK", value);
    }

    @Override
    public Answer endSession(Command.EndSession command) {
        throw new IllegalStateException("no client sends " + command);
    }

    @Override
    public Answer once(Command.Once command) {
        return command.step().match(this);
    }

    /** The recorded reply of a write is an integer, its version or the time to live that it set, or that of a transaction. */
    @Override
    public Answer cancel(Command.Cancel command) {
        if (value instanceof RespValue.Array) {
            return new Answer.OfStore(new Reply.Transacted(items(value, 1, Command.Transaction.OPERATIONS_MAX).stream()
                    .map(item -> new ResultDecoder(item).ofAnyOperation())
                    .toList()));
        }
        return value.equals(new RespValue.Simple(SessionText.CANCELLED))
                ? new Answer.OfStore(new Reply.Cancelled(false))
                : new Answer.OfStore(new Reply.Written(version(value)));
    }

    private static Reply.Listed.Entry entry(RespValue item, boolean values) {
        List<RespValue> fields = items(item, values ? 3 : 2, values ? 3 : 2);
        @Nullable Value value = values ? Value.owning(bytes(fields.get(1))) : null;
        return new Reply.Listed.Entry(Key.owning(bytes(fields.get(0))), value, version(fields.get(fields.size() - 1)));
    }

    static List<RespValue> items(RespValue value, int countMin, int countMax) {
        if (value instanceof RespValue.Array array
                && array.items().size() >= countMin
                && array.items().size() <= countMax) {
            return array.items();
        }
        throw unexpected("an array of " + countMin + " to " + countMax + " items", value);
    }

    static byte[] bytes(RespValue value) {
        if (value instanceof RespValue.Bulk bulk) {
            return bulk.bytes();
        }
        throw unexpected("a bulk string", value);
    }

    static String text(RespValue value) {
        return new String(bytes(value), StandardCharsets.US_ASCII);
    }

    static Version version(RespValue value) {
        return Version.of(number(value));
    }

    static long number(RespValue value) {
        if (value instanceof RespValue.Int integer && integer.number() >= 0) {
            return integer.number();
        }
        throw unexpected("a number of at least 0", value);
    }

    static long number(RespValue value, long max) {
        long number = number(value);
        if (number > max) {
            throw unexpected("a number of at most " + max, value);
        }
        return number;
    }

    static boolean yesOrNo(RespValue value) {
        long number = number(value);
        if (number > 1) {
            throw unexpected("0 or 1", value);
        }
        return number == 1;
    }

    /** Reports the type of a value but not its content, which may be large and confidential. */
    static ReplyParser.NotRespException unexpected(String expected, RespValue value) {
        return new ReplyParser.NotRespException(
                "expected " + expected + ", got " + value.getClass().getSimpleName());
    }

    /** Decodes the result of one operation of a transaction. */
    private record ResultDecoder(RespValue value) implements Command.OperationCases<Reply.Result> {

        @Override
        public Reply.Result check(Command.Check check) {
            if (value.equals(RespValue.OK)) {
                return Reply.Result.Checked.INSTANCE;
            }
            throw unexpected("OK", value);
        }

        @Override
        public Reply.Result put(Command.Put put) {
            return written();
        }

        @Override
        public Reply.Result delete(Command.Delete delete) {
            return written();
        }

        private Reply.Result written() {
            return new Reply.Result.Written(version(value));
        }

        @Override
        public Reply.Result read(Command.Read read) {
            return read(read.withVersion());
        }

        private Reply.Result read(boolean withVersion) {
            if (value instanceof RespValue.Null) {
                return new Reply.Result.Read(null, withVersion);
            }
            return new Reply.Result.Read(withVersion ? versioned(value) : withoutVersion(), withVersion);
        }

        /** GET replies with the value alone. */
        private Versioned withoutVersion() {
            return new Versioned(Value.owning(bytes(value)), Version.NONE, 0);
        }

        @Override
        public Reply.Result observe(Command.Observe observe) {
            throw new IllegalStateException("no client sends " + observe);
        }

        @Override
        public Reply.Result unchanged(Command.Unchanged unchanged) {
            throw new IllegalStateException("no client sends " + unchanged);
        }

        /** Decodes the result of an operation that is not known: a value without its version has been read by GET. */
        Reply.Result ofAnyOperation() {
            if (value.equals(RespValue.OK)) {
                return Reply.Result.Checked.INSTANCE;
            }
            return value instanceof RespValue.Int ? written() : read(!(value instanceof RespValue.Bulk));
        }
    }
}
