package dev.latchkey.core.rules;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rule that decides whether a transaction takes effect: each of its operations must, after those before it. What they would write
 * goes to an {@link Overlay}, so the store is unchanged when the decision is made.
 */
public final class TransactionRule {

    private final WriteRule rule;
    private final Store store;

    public TransactionRule(WriteRule rule, Store store) {
        this.rule = rule;
        this.store = store;
    }

    /** Returns the reply to {@code transaction}: {@link Reply.Transacted} if it takes effect now, otherwise its refusal. */
    public Reply reply(Command.Transaction transaction) {
        return reply(transaction, true);
    }

    /** As above, but every owner exists and can own more keys: the commands before the transaction may change sessions. */
    public Reply replyWithoutOwners(Command.Transaction transaction) {
        return reply(transaction, false);
    }

    private Reply reply(Command.Transaction transaction, boolean checksOwners) {
        Judge judge = new Judge(new Overlay(store), checksOwners);
        List<Command.Operation> operations = transaction.operations();
        for (int i = 0; i < operations.size(); i++) {
            Optional<Reply> refusal = operations.get(i).matchOperation(judge).or(judge::tooLarge);
            if (refusal.isPresent()) {
                return new Reply.TransactionRefused(i + 1, refusal.get());
            }
        }
        return new Reply.Transacted(judge.results);
    }

    /** Decides about one operation after another: each method returns the refusal, or adds the result and returns nothing. */
    private final class Judge implements Command.OperationCases<Optional<Reply>> {

        private final Overlay overlay;
        private final boolean checksOwners;
        private final List<Reply.Result> results = new ArrayList<>();
        private int resultBytes;

        Judge(Overlay overlay, boolean checksOwners) {
            this.overlay = overlay;
            this.checksOwners = checksOwners;
        }

        private Optional<Reply> done(Reply.Result result) {
            results.add(result);
            resultBytes += result.bytes();
            return Optional.empty();
        }

        Optional<Reply> tooLarge() {
            return resultBytes > Command.Transaction.BYTES_MAX
                    ? Optional.of(new Reply.Refused(Reply.Refusal.REPLY_TOO_LARGE))
                    : Optional.empty();
        }

        @Override
        public Optional<Reply> check(Command.Check check) {
            Reply refusal = WriteRule.mismatch(overlay.versionOf(check.key()), check.version());
            return refusal != null ? Optional.of(refusal) : done(Reply.Result.Checked.INSTANCE);
        }

        @Override
        public Optional<Reply> observe(Command.Observe observe) {
            Version current = overlay.versionOf(observe.key());
            return done(new Reply.Result.Observed(!current.isNone(), lastVersion(observe.key(), current)));
        }

        @Override
        public Optional<Reply> unchanged(Command.Unchanged unchanged) {
            Version current = overlay.versionOf(unchanged.key());
            boolean isSame = unchanged.isPresent() != current.isNone()
                    && unchanged.version().equals(lastVersion(unchanged.key(), current));
            if (isSame) {
                return done(Reply.Result.Checked.INSTANCE);
            }
            return Optional.of(current.isNone() ? Reply.NoKey.INSTANCE : new Reply.Conflict(current));
        }

        private Version lastVersion(Key key, Version current) {
            return current.isNone() ? overlay.lastVersion(key) : current;
        }

        @Override
        public Optional<Reply> read(Command.Read read) {
            return done(new Reply.Result.Read(overlay.find(read.key()), read.withVersion()));
        }

        @Override
        public Optional<Reply> put(Command.Put put) {
            Version current = overlay.versionOf(put.key());
            Version before = lastVersion(put.key(), current);
            Command.Put decisive = checksOwners ? put : put.withoutOwner();
            Reply refusal = rule.refusal(decisive, !current.isNone(), before, overlay);
            if (refusal != null) {
                return Optional.of(refusal);
            }
            overlay.put(put.key(), put.value(), before.next(), rule.ownerOf(put));
            return done(new Reply.Result.Written(before.next()));
        }

        @Override
        public Optional<Reply> delete(Command.Delete delete) {
            Version current = overlay.versionOf(delete.key());
            Reply refusal = rule.refusal(delete, current, overlay);
            if (refusal != null) {
                return Optional.of(refusal);
            }
            overlay.delete(delete.key(), current.next());
            return done(new Reply.Result.Written(current.next()));
        }
    }
}
