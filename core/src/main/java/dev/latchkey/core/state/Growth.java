package dev.latchkey.core.state;

import dev.latchkey.core.Command;
import dev.latchkey.core.HistoryRead;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Version;
import dev.latchkey.core.rules.Store;
import dev.latchkey.core.rules.TransactionRule;
import dev.latchkey.core.rules.WriteRule;
import dev.latchkey.core.session.Session;
import dev.latchkey.core.session.Sessions;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Computes by how much a command would change {@link StateMachine#bytes} if it were applied now, or at most if other commands, which
 * write none of the keys that it {@link Command.Write#dependsOn depends on}, change sessions before.
 */
final class Growth implements Command.Cases<Long> {

    private final Keyspace keys;
    private final Sessions sessions;
    private final WriteRule rule;
    private final TransactionRule transactionRule;
    private final Store committed;
    private final boolean sessionsMayChange;

    /** The reply to the transaction that was looked at last, which its session would record; null if it was another command. */
    private @Nullable Reply transacted;

    /** @param sessionsMayChange whether other commands may change sessions before */
    Growth(
            Keyspace keys,
            Sessions sessions,
            WriteRule rule,
            TransactionRule transactionRule,
            Store committed,
            boolean sessionsMayChange) {
        this.keys = keys;
        this.sessions = sessions;
        this.rule = rule;
        this.transactionRule = transactionRule;
        this.committed = committed;
        this.sessionsMayChange = sessionsMayChange;
    }

    @Override
    public Long put(Command.Put command) {
        Key key = command.key();
        int hash = keys.hashOf(key);
        Entry present = keys.get(key, hash);
        Version before = present == null ? keys.lastVersion(key, hash) : present.version();
        // Why: an owner that owns too many keys now may own fewer by then.
        Command.Put decisive = sessionsMayChange ? command.withoutOwner() : command;
        if (rule.refusal(decisive, present != null, before, committed) != null) {
            return 0L;
        }
        return sessions.growthOfOwner(key, command.owner() != null)
                + (present == null
                        ? keys.growthOfCreate(key, hash, command.value())
                        : keys.growthOfOverwrite(present, command.value()));
    }

    @Override
    public Long delete(Command.Delete command) {
        Entry present = keys.get(command.key(), keys.hashOf(command.key()));
        return present == null || rule.refusal(command, present.version(), committed) != null
                ? 0L
                : keys.growthOfDelete(present) + sessions.growthOfOwner(command.key(), false);
    }

    /** An upper bound: what its deletes free by folding tombstones is not counted. */
    @Override
    public Long transaction(Command.Transaction command) {
        Reply reply = sessionsMayChange ? transactionRule.replyWithoutOwners(command) : transactionRule.reply(command);
        transacted = reply;
        return reply instanceof Reply.Transacted ? growthOf(command) : 0L;
    }

    private long growthOf(Command.Transaction command) {
        Map<Key, Command.Operation> last = new LinkedHashMap<>();
        for (Command.Operation operation : command.operations()) {
            if (operation.isWriting()) {
                last.put(operation.key(), operation);
            }
        }
        long growth = 0;
        for (Command.Operation operation : last.values()) {
            Command.Put put = operation.asPut();
            growth += keys.growthOfChange(operation.key(), put == null ? null : put.value());
            growth += sessions.growthOfOwner(operation.key(), put != null && put.owner() != null);
        }
        return growth;
    }

    @Override
    public Long openSession(Command.OpenSession command) {
        return sessions.growthOfOpen(command);
    }

    @Override
    public Long keepSession(Command.KeepSession command) {
        return 0L;
    }

    @Override
    public Long closeSession(Command.CloseSession command) {
        return end(sessions.find(command.session(), command.user()));
    }

    @Override
    public Long endSession(Command.EndSession command) {
        return end(sessions.find(command.session()));
    }

    /** An upper bound: what its keys free is not counted, which is more than their tombstones take. */
    private long end(@Nullable Session session) {
        return session == null ? 0 : sessions.growthOfEnd(session);
    }

    /**
     * An upper bound: not every reply is recorded. Two kinds of steps count as 0 at most, so that a client of a full store can use its
     * session. A step that deletes one key frees more than its record takes, or little less. A cancellation takes memory once for each
     * session, however many steps are cancelled.
     */
    @Override
    public Long once(Command.Once command) {
        if (!sessionsMayChange && sessions.known(command) != null) {
            return 0L;
        }
        transacted = null;
        long step = command.step().match(this);
        long results = transacted == null ? 0 : sessions.growthOfResults(transacted);
        long inAll = step
                + results
                + (sessionsMayChange ? sessions.growthMaxOfRecord(command) : sessions.growthOfRecord(command));
        boolean deletes = step < 0 && results == 0 && command.step().mayFree();
        return deletes || Sessions.isCancellation(command) ? Math.min(0, inAll) : inAll;
    }

    @Override
    public Long cancel(Command.Cancel command) {
        return 0L;
    }

    @Override
    public Long get(Command.Get command) {
        return 0L;
    }

    @Override
    public Long renewSession(Command.RenewSession command) {
        return 0L;
    }

    @Override
    public Long history(HistoryRead command) {
        return 0L;
    }

    @Override
    public Long listKeys(Command.ListKeys command) {
        return 0L;
    }
}
