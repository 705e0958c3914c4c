package dev.latchkey.app.transaction;

import dev.latchkey.app.ask.ClientCommand;
import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.ProcessContext;
import dev.latchkey.app.console.UsageException;
import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.client.clerk.Guard;
import dev.latchkey.client.clerk.Transaction;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.core.Command.Check;
import dev.latchkey.core.Command.Delete;
import dev.latchkey.core.Command.Observe;
import dev.latchkey.core.Command.Operation;
import dev.latchkey.core.Command.OperationCases;
import dev.latchkey.core.Command.Put;
import dev.latchkey.core.Command.Read;
import dev.latchkey.core.Command.Unchanged;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code latchkey txn}: executes the operations that it reads from standard input as one transaction. */
@Command(
        name = "txn",
        description = {
            "Executes operations on several keys as one transaction: all of them, or none.",
            "",
            "Reads the operations from standard input, one on each line, at most 128:",
            "",
            "  CHECK key version                            the key must have this version; 0: it must not exist",
            "  PUT key value version [GUARD key version]    writes a key, as put does",
            "  DEL key version [GUARD key version]          deletes a key, as del does",
            "  GET key                                      reads a key",
            "",
            "Words are separated by spaces. A word in double quotes may contain spaces and the escapes \\n, \\t, \\\" and"
                    + " \\xHH. Empty lines, and lines that begin with #, are ignored.",
            "",
            "If one operation is refused, nothing is done. Otherwise prints one line for each operation: OK for CHECK, the"
                    + " new version for PUT, the last version for DEL; for GET the version and the value, separated by a"
                    + " tab, or 0 if the key does not exist.",
            ""
        },
        footer = {
            "",
            "Exit codes:",
            "  0  success",
            "  1  definitely not done: an operation was refused; the message says which one and why",
            "  2  usage error",
            "  3  outcome unknown: no reply before --timeout, or the session or the store was lost; read the keys",
            "  4  not sent: no connection to the server",
            "",
            "Examples:",
            "  printf 'CHECK order/17 4\\nPUT stock/9 11 7\\n' | latchkey txn",
            "  latchkey txn --json < operations.txt"
        })
public final class TxnCommand extends ClientCommand {

    public TxnCommand(ProcessContext surroundings) {
        super(surroundings);
    }

    @Override
    protected ExitCode run(ClientConfig config) throws IOException {
        List<Operation> operations = operations();
        try (Latchkey latchkey = Latchkey.connect(config)) {
            return report(commit(operations, latchkey.clerk()));
        }
    }

    private List<Operation> operations() {
        byte[] text;
        try {
            text = surroundings().in().readNBytes(OperationLines.BYTES_MAX + 1);
        } catch (IOException e) {
            throw new UsageException("cannot read the operations from standard input: " + e.getMessage(), e);
        }
        if (text.length > OperationLines.BYTES_MAX) {
            throw new UsageException("the operations are longer than " + OperationLines.BYTES_MAX + " bytes");
        }
        List<Operation> operations = OperationLines.read(text);
        checked(() -> new dev.latchkey.core.Command.Transaction(operations));
        return operations;
    }

    private static Transaction.Outcome commit(List<Operation> operations, Clerk clerk) {
        Transaction<Transaction.Outcome> transaction = clerk.transaction();
        Composition composition = new Composition(transaction);
        operations.forEach(operation -> operation.matchOperation(composition));
        return transaction.commit();
    }

    private ExitCode report(Transaction.Outcome outcome) {
        if (isJson()) {
            print(OutcomeText.json(outcome));
        }
        if (outcome instanceof Transaction.Done done) {
            if (!isJson()) {
                done.results().forEach(result -> print(OutcomeText.line(result)));
            }
            return ExitCode.DONE;
        }
        if (outcome instanceof Transaction.Refused refused) {
            tell(OutcomeText.refusal(refused));
            return ExitCode.NO;
        }
        tell("outcome unknown: the transaction may or may not have taken effect, as a whole ("
                + ((Transaction.Maybe) outcome).cause() + "); read the keys before trying again");
        return ExitCode.UNKNOWN_OUTCOME;
    }

    /** Adds each operation to a transaction. */
    private record Composition(Transaction<Transaction.Outcome> transaction)
            implements OperationCases<Transaction<Transaction.Outcome>> {

        @Override
        public Transaction<Transaction.Outcome> check(Check check) {
            return transaction.check(check.key(), check.version());
        }

        @Override
        public Transaction<Transaction.Outcome> read(Read read) {
            return transaction.get(read.key());
        }

        @Override
        public Transaction<Transaction.Outcome> put(Put put) {
            return put.guard() == null
                    ? transaction.put(put.key(), put.value(), put.expected())
                    : transaction.put(put.key(), put.value(), put.expected(), guard(put.guard()));
        }

        @Override
        public Transaction<Transaction.Outcome> delete(Delete delete) {
            return delete.guard() == null
                    ? transaction.delete(delete.key(), delete.expected())
                    : transaction.delete(delete.key(), delete.expected(), guard(delete.guard()));
        }

        private static Guard guard(dev.latchkey.core.Command.Guard guard) {
            return new Guard(guard.key(), guard.version());
        }

        @Override
        public Transaction<Transaction.Outcome> observe(Observe observe) {
            throw new IllegalStateException("not read from text: " + observe);
        }

        @Override
        public Transaction<Transaction.Outcome> unchanged(Unchanged unchanged) {
            throw new IllegalStateException("not read from text: " + unchanged);
        }
    }
}
