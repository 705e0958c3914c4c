package dev.latchkey.core.state;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** The reply to a transaction of the {@link NaiveStore}, made of the replies to its operations. */
final class NaiveTransaction {

    private NaiveTransaction() {}

    /** @param execute executes an operation; the reply to a check that holds is {@link Reply.Closed} */
    static Reply reply(
            Command.Transaction transaction, Function<Command.Operation, Reply> execute, Predicate<Key> isPresent) {
        List<Reply.Result> results = new ArrayList<>();
        int bytes = 0;
        for (Command.Operation operation : transaction.operations()) {
            Reply reply = execute.apply(operation);
            bytes += 64;
            if (operation instanceof Command.Read read) {
                Reply.Found found = reply instanceof Reply.Found some ? some : null;
                bytes += found == null ? 0 : found.versioned().value().length();
                results.add(new Reply.Result.Read(found == null ? null : found.versioned(), read.withVersion()));
            } else if (operation instanceof Command.Observe observe) {
                Version last = ((Reply.Written) reply).version();
                results.add(new Reply.Result.Observed(isPresent.test(observe.key()), last));
            } else if (reply instanceof Reply.Written written) {
                results.add(new Reply.Result.Written(written.version()));
            } else if (reply instanceof Reply.Closed) {
                results.add(new Reply.Result.Checked());
            } else {
                return new Reply.TransactionRefused(results.size() + 1, reply);
            }
            if (bytes > 1_310_720) {
                return new Reply.TransactionRefused(results.size(), new Reply.Refused(Reply.Refusal.REPLY_TOO_LARGE));
            }
        }
        return new Reply.Transacted(results);
    }
}
