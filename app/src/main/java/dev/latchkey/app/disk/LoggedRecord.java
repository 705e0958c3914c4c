package dev.latchkey.app.disk;

import dev.latchkey.app.console.Json;
import dev.latchkey.core.Command;
import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.Origin;
import dev.latchkey.core.bytes.LogRecord;
import java.util.ArrayList;
import java.util.List;

/** A record of the log, as {@code latchkey log inspect --records} prints it: its kind, and the fields that this kind has. */
record LoggedRecord(String kind, List<LoggedField> fields) {

    private static final Writes WRITES = new Writes();

    LoggedRecord {
        fields = List.copyOf(fields);
    }

    static LoggedRecord of(LogRecord record) {
        if (record instanceof LogRecord.Begin begin) {
            return new LoggedRecord(
                    "begin", List.of(LoggedField.store(begin.storeId().toString())));
        }
        if (record instanceof LogRecord.HistoryBounds bounds) {
            return new LoggedRecord(
                    "bounds",
                    List.of(
                            LoggedField.number("history_events", bounds.limits().eventsMax()),
                            LoggedField.number("history_bytes", bounds.limits().bytesMax())));
        }
        LogRecord.Write write = (LogRecord.Write) record;
        LoggedRecord plain = write.command().match(WRITES);
        Origin origin = write.origin();
        return origin.equals(Origin.UNKNOWN) ? plain : plain.with(LoggedField.by(origin), LoggedField.at(origin));
    }

    private LoggedRecord with(LoggedField... more) {
        List<LoggedField> all = new ArrayList<>(fields);
        all.addAll(List.of(more));
        return new LoggedRecord(kind, all);
    }

    /** The record as a line of columns. */
    String line(long index) {
        StringBuilder line = new StringBuilder().append(index).append('\t').append(kind);
        fields.forEach(field -> line.append('\t').append(field.column()));
        return line.toString();
    }

    /** The record as a JSON object. */
    String json(long index) {
        return Json.object(json -> {
            json.writeNumberField("index", index);
            json.writeStringField("kind", kind);
            for (LoggedField field : fields) {
                field.json().write(json);
            }
        });
    }

    private static final class Writes implements Command.Cases<LoggedRecord> {

        @Override
        public LoggedRecord put(Command.Put command) {
            List<LoggedField> fields = new ArrayList<>();
            fields.add(LoggedField.key(command.key()));
            fields.add(LoggedField.expected(command.expected()));
            fields.add(LoggedField.valueBytes(command.value()));
            if (command.owner() != null) {
                fields.add(LoggedField.owner(command.owner().session()));
            }
            if (command.guard() != null) {
                fields.add(LoggedField.guard(command.guard()));
            }
            return new LoggedRecord("put", fields);
        }

        @Override
        public LoggedRecord delete(Command.Delete command) {
            LoggedRecord unguarded = new LoggedRecord(
                    "delete", List.of(LoggedField.key(command.key()), LoggedField.expected(command.expected())));
            return command.guard() == null ? unguarded : unguarded.with(LoggedField.guard(command.guard()));
        }

        @Override
        public LoggedRecord transaction(Command.Transaction command) {
            return new LoggedRecord(
                    "txn",
                    List.of(LoggedField.operations(command.operations().stream()
                            .map(operation -> operation.matchOperation(operations))
                            .toList())));
        }

        private final Command.OperationCases<LoggedRecord> operations = new Command.OperationCases<>() {
            @Override
            public LoggedRecord check(Command.Check check) {
                return new LoggedRecord(
                        "check", List.of(LoggedField.key(check.key()), LoggedField.expected(check.version())));
            }

            @Override
            public LoggedRecord observe(Command.Observe observe) {
                return new LoggedRecord("observe", List.of(LoggedField.key(observe.key())));
            }

            @Override
            public LoggedRecord unchanged(Command.Unchanged unchanged) {
                return new LoggedRecord(
                        unchanged.isPresent() ? "unchanged" : "unchanged-absent",
                        List.of(LoggedField.key(unchanged.key()), LoggedField.expected(unchanged.version())));
            }

            @Override
            public LoggedRecord read(Command.Read read) {
                return new LoggedRecord("get", List.of(LoggedField.key(read.key())));
            }

            @Override
            public LoggedRecord put(Command.Put put) {
                return Writes.this.put(put);
            }

            @Override
            public LoggedRecord delete(Command.Delete delete) {
                return Writes.this.delete(delete);
            }
        };

        @Override
        public LoggedRecord openSession(Command.OpenSession command) {
            return ofSession("open", command).with(LoggedField.number("ttl_ms", command.ttlMillis()));
        }

        @Override
        public LoggedRecord keepSession(Command.KeepSession command) {
            return ofSession("keep", command).with(LoggedField.number("ttl_ms", command.ttlMillis()));
        }

        @Override
        public LoggedRecord closeSession(Command.CloseSession command) {
            return ofSession("close", command);
        }

        @Override
        public LoggedRecord endSession(Command.EndSession command) {
            return ofSession("expire", command);
        }

        private static LoggedRecord ofSession(String kind, Command.OfSession command) {
            return new LoggedRecord(kind, List.of(LoggedField.session(command.session())));
        }

        /** A step that changes the session names it already: it is the session of the command. */
        @Override
        public LoggedRecord once(Command.Once command) {
            LoggedRecord step = command.step().match(this);
            LoggedField session = LoggedField.session(command.session());
            boolean isNamed =
                    step.fields().stream().anyMatch(field -> field.column().equals(session.column()));
            LoggedRecord named = isNamed ? step : step.with(session);
            return named.with(LoggedField.number("seq", command.seq()));
        }

        @Override
        public LoggedRecord cancel(Command.Cancel command) {
            return new LoggedRecord("cancel", List.of());
        }

        @Override
        public LoggedRecord get(Command.Get command) {
            throw notLogged(command);
        }

        @Override
        public LoggedRecord history(HistoryRead command) {
            throw notLogged(command);
        }

        @Override
        public LoggedRecord renewSession(Command.RenewSession command) {
            throw notLogged(command);
        }

        @Override
        public LoggedRecord listKeys(Command.ListKeys command) {
            throw notLogged(command);
        }

        private static IllegalStateException notLogged(Command command) {
            return new IllegalStateException("a log holds only writes, not " + command);
        }
    }
}
