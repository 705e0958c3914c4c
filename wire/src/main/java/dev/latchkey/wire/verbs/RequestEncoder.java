package dev.latchkey.wire.verbs;

import dev.latchkey.core.Command;
import dev.latchkey.core.HistoryRead;
import dev.latchkey.wire.RespWriter;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Encodes requests as a client sends them. */
public final class RequestEncoder implements Command.Cases<ByteBuf> {

    private final ByteBuf out;

    /** The ONCE whose command is encoded; null if there is none. */
    private Command.@Nullable Once around;

    /** Whether the operations of a transaction are encoded. */
    private boolean inTransaction;

    private RequestEncoder(ByteBuf out) {
        this.out = out;
    }

    /** Encodes a command for the store. */
    public static void encode(Command command, ByteBuf out) {
        command.match(new RequestEncoder(out));
    }

    /** Encodes any request with text arguments, such as HELLO. */
    public static void encode(ByteBuf out, String... words) {
        RespWriter.arrayHeader(out, words.length);
        for (String word : words) {
            RespWriter.bulk(out, word.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public ByteBuf get(Command.Get command) {
        begin(Verb.GETV, 2);
        RespWriter.bulk(out, command.key());
        return out;
    }

    @Override
    public ByteBuf put(Command.Put command) {
        Command.Owner owner = command.owner();
        begin(Verb.PUT, putWords(command));
        RespWriter.bulk(out, command.key());
        RespWriter.bulk(out, command.value());
        RespWriter.bulkDecimal(out, command.expected().number());
        if (owner != null) {
            word("OWNER");
            word(owner.session().toString());
        }
        return guard(command.guard());
    }

    @Override
    public ByteBuf delete(Command.Delete command) {
        begin(Verb.DEL, deleteWords(command));
        RespWriter.bulk(out, command.key());
        RespWriter.bulkDecimal(out, command.expected().number());
        return guard(command.guard());
    }

    @Override
    public ByteBuf transaction(Command.Transaction command) {
        int words = 2;
        for (Command.Operation operation : command.operations()) {
            words += 1 + operation.matchOperation(OPERATION_WORDS);
        }
        begin(Verb.TXN, words);
        RespWriter.bulkDecimal(out, command.operations().size());
        inTransaction = true;
        command.operations().forEach(operation -> operation.matchOperation(operations));
        return out;
    }

    private final Command.OperationCases<ByteBuf> operations = new Command.OperationCases<>() {
        @Override
        public ByteBuf check(Command.Check check) {
            begin("CHECK", 3);
            RespWriter.bulk(out, check.key());
            RespWriter.bulkDecimal(out, check.version().number());
            return out;
        }

        @Override
        public ByteBuf read(Command.Read read) {
            begin(read.withVersion() ? Verb.GETV : Verb.GET, 2);
            RespWriter.bulk(out, read.key());
            return out;
        }

        @Override
        public ByteBuf put(Command.Put put) {
            return RequestEncoder.this.put(put);
        }

        @Override
        public ByteBuf delete(Command.Delete delete) {
            return RequestEncoder.this.delete(delete);
        }

        @Override
        public ByteBuf observe(Command.Observe observe) {
            throw notSent(observe);
        }

        @Override
        public ByteBuf unchanged(Command.Unchanged unchanged) {
            throw notSent(unchanged);
        }
    };

    private static IllegalArgumentException notSent(Object command) {
        return new IllegalArgumentException("no client sends " + command);
    }

    /** The numbers of words of operations. */
    private static final Command.OperationCases<Integer> OPERATION_WORDS = new Command.OperationCases<>() {
        @Override
        public Integer check(Command.Check check) {
            return 3;
        }

        @Override
        public Integer read(Command.Read read) {
            return 2;
        }

        @Override
        public Integer put(Command.Put put) {
            return putWords(put);
        }

        @Override
        public Integer delete(Command.Delete delete) {
            return deleteWords(delete);
        }

        @Override
        public Integer observe(Command.Observe observe) {
            throw notSent(observe);
        }

        @Override
        public Integer unchanged(Command.Unchanged unchanged) {
            throw notSent(unchanged);
        }
    };

    private static int putWords(Command.Put command) {
        return 4 + (command.owner() == null ? 0 : 2) + guardWords(command.guard());
    }

    private static int deleteWords(Command.Delete command) {
        return 3 + guardWords(command.guard());
    }

    private static int guardWords(Command.@Nullable Guard guard) {
        return guard == null ? 0 : 3;
    }

    private ByteBuf guard(Command.@Nullable Guard guard) {
        if (guard != null) {
            word("GUARD");
            RespWriter.bulk(out, guard.key());
            RespWriter.bulkDecimal(out, guard.version().number());
        }
        return out;
    }

    @Override
    public ByteBuf listKeys(Command.ListKeys command) {
        begin(Verb.LIST, 4 + (command.after() == null ? 0 : 2) + (command.values() ? 1 : 0));
        RespWriter.bulk(out, command.prefix());
        if (command.after() != null) {
            word("AFTER");
            RespWriter.bulk(out, command.after());
        }
        word("LIMIT");
        RespWriter.bulkDecimal(out, command.limit());
        if (command.values()) {
            word("VALUES");
        }
        return out;
    }

    @Override
    public ByteBuf history(HistoryRead command) {
        return command.matchHistory(historyReads);
    }

    private final HistoryRead.Cases<ByteBuf> historyReads = new HistoryRead.Cases<>() {
        @Override
        public ByteBuf follow(HistoryRead.Follow command) {
            begin(Verb.FOLLOW, command.from().isPresent() ? 4 : 2);
            RespWriter.bulk(out, command.prefix());
            command.from().ifPresent(from -> option("FROM", from));
            return out;
        }

        @Override
        public ByteBuf changes(HistoryRead.Changes command) {
            begin(Verb.CHANGES, command.waitMillis() == 0 ? 6 : 8);
            RespWriter.bulk(out, command.prefix());
            option("FROM", command.after());
            option("LIMIT", command.limit());
            if (command.waitMillis() > 0) {
                option("BLOCK", command.waitMillis());
            }
            return out;
        }

        @Override
        public ByteBuf ofKey(HistoryRead.OfKey command) {
            begin(Verb.HISTORY, 4);
            RespWriter.bulk(out, command.key());
            option("LIMIT", command.limit());
            return out;
        }
    };

    private void option(String name, long number) {
        word(name);
        RespWriter.bulkDecimal(out, number);
    }

    @Override
    public ByteBuf renewSession(Command.RenewSession command) {
        begin(Verb.SESSION, 3);
        word("KEEP");
        return word(command.session().toString());
    }

    @Override
    public ByteBuf openSession(Command.OpenSession command) {
        begin(Verb.SESSION, 3);
        word("OPEN");
        RespWriter.bulkDecimal(out, command.ttlMillis());
        return out;
    }

    @Override
    public ByteBuf keepSession(Command.KeepSession command) {
        if (around == null) {
            begin(Verb.SESSION, 4);
            word("KEEP");
            word(command.session().toString());
        } else {
            begin("KEEP", 2);
        }
        RespWriter.bulkDecimal(out, command.ttlMillis());
        return out;
    }

    @Override
    public ByteBuf closeSession(Command.CloseSession command) {
        begin(Verb.SESSION, 3);
        word("CLOSE");
        return word(command.session().toString());
    }

    @Override
    public ByteBuf endSession(Command.EndSession command) {
        throw new IllegalArgumentException("no client sends " + command);
    }

    @Override
    public ByteBuf once(Command.Once command) {
        around = command;
        return command.step().match(this);
    }

    @Override
    public ByteBuf cancel(Command.Cancel command) {
        begin("CANCEL", 1);
        return out;
    }

    private void begin(Verb verb, int words) {
        begin(verb.name(), words);
    }

    private void begin(String name, int words) {
        if (inTransaction) {
            RespWriter.bulkDecimal(out, words);
        } else if (around == null) {
            RespWriter.arrayHeader(out, words);
        } else {
            RespWriter.arrayHeader(out, StoreArguments.ONCE_WORDS + words);
            word(Verb.ONCE.name());
            word(around.session().toString());
            RespWriter.bulkDecimal(out, around.seq());
            RespWriter.bulkDecimal(out, around.acked());
        }
        word(name);
    }

    private ByteBuf word(String word) {
        RespWriter.header(out, '$', word.length());
        out.writeCharSequence(word, StandardCharsets.US_ASCII);
        RespWriter.endOfLine(out);
        return out;
    }
}
