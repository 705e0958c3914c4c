package dev.latchkey.sim.world;

import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.clerk.PutOutcome.Cause;
import dev.latchkey.core.Command;
import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Value;
import dev.latchkey.core.Versioned;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Formats commands, replies and outcomes for a trace. */
public final class TraceWords {

    private static final int CHARS_MAX = 40;

    private static final Command.Cases<String> DESCRIPTION = new Description();

    private TraceWords() {}

    public static String of(Key key) {
        return text(key.toBytes());
    }

    public static String of(Value value) {
        return "\"" + text(value.toBytes()) + "\"";
    }

    private static String text(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.length() <= CHARS_MAX ? text : "..." + text.substring(text.length() - CHARS_MAX);
    }

    public static String of(Command command) {
        return command.match(DESCRIPTION);
    }

    public static String of(Reply reply) {
        if (reply instanceof Reply.Found found) {
            return of(Optional.of(found.versioned()));
        }
        if (reply instanceof Reply.Written written) {
            return "version " + written.version();
        }
        if (reply instanceof Reply.Conflict conflict) {
            return "refused, current version " + conflict.current();
        }
        return reply instanceof Reply.NoKey ? "no key" : reply.toString();
    }

    public static String of(Optional<Versioned> found) {
        return found.map(it -> of(it.value()) + " at version " + it.version()).orElse("no key");
    }

    public static String of(PutOutcome outcome) {
        return outcome.fold(
                version -> "Ok(" + version + ")",
                current -> "ErrVersion(" + current + ")",
                () -> "ErrNoKey",
                cause -> "ErrMaybe(" + of(cause) + ")");
    }

    private static String of(Cause cause) {
        if (cause instanceof Cause.ResendRefused refused) {
            return "a resend was refused: " + refused.refusal();
        }
        if (cause instanceof Cause.DeadlineEnded ended) {
            return "the deadline of " + ended.deadline().toMillis() + " ms expired: " + ended.lastFailure();
        }
        if (cause instanceof Cause.StoreChanged) {
            return "the store changed";
        }
        return cause instanceof Cause.Abandoned abandoned ? "abandoned: " + abandoned.why() : cause.toString();
    }

    private static final class Description implements Command.Cases<String> {

        @Override
        public String get(Command.Get command) {
            return "get " + of(command.key());
        }

        @Override
        public String put(Command.Put command) {
            return "put " + of(command.key()) + " " + of(command.value()) + " @" + command.expected()
                    + owner(command.owner()) + guard(command.guard());
        }

        @Override
        public String delete(Command.Delete command) {
            return "delete " + of(command.key()) + " @" + command.expected() + guard(command.guard());
        }

        @Override
        public String transaction(Command.Transaction command) {
            return command.operations().stream()
                    .map(operation -> operation.matchOperation(operations))
                    .collect(Collectors.joining("; ", "transaction: ", ""));
        }

        private final Command.OperationCases<String> operations = new Command.OperationCases<>() {
            @Override
            public String check(Command.Check check) {
                return "check " + of(check.key()) + " @" + check.version();
            }

            @Override
            public String observe(Command.Observe observe) {
                return "observe " + of(observe.key());
            }

            @Override
            public String unchanged(Command.Unchanged unchanged) {
                return "unchanged " + of(unchanged.key()) + " @" + unchanged.version()
                        + (unchanged.isPresent() ? "" : " absent");
            }

            @Override
            public String read(Command.Read read) {
                return "get " + of(read.key());
            }

            @Override
            public String put(Command.Put put) {
                return Description.this.put(put);
            }

            @Override
            public String delete(Command.Delete delete) {
                return Description.this.delete(delete);
            }
        };

        private static String owner(Command.@Nullable Owner owner) {
            return owner == null ? "" : " owned by " + owner.session();
        }

        private static String guard(Command.@Nullable Guard guard) {
            return guard == null ? "" : " if " + of(guard.key()) + " is @" + guard.version();
        }

        @Override
        public String history(HistoryRead command) {
            return "read events " + command;
        }

        @Override
        public String renewSession(Command.RenewSession command) {
            return "keep session " + command.session();
        }

        @Override
        public String openSession(Command.OpenSession command) {
            return "open session " + command.session() + " for " + command.ttlMillis() + " ms";
        }

        @Override
        public String keepSession(Command.KeepSession command) {
            return "keep session " + command.session() + " for " + command.ttlMillis() + " ms";
        }

        @Override
        public String closeSession(Command.CloseSession command) {
            return "close session " + command.session();
        }

        @Override
        public String endSession(Command.EndSession command) {
            return "end session " + command.session();
        }

        @Override
        public String once(Command.Once command) {
            return "once " + command.session() + " seq " + command.seq() + " acked " + command.acked() + ": "
                    + command.step().match(this);
        }

        @Override
        public String cancel(Command.Cancel command) {
            return "cancel";
        }

        @Override
        public String listKeys(Command.ListKeys command) {
            return command.toString();
        }
    }
}
