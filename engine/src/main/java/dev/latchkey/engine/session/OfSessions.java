package dev.latchkey.engine.session;

import dev.latchkey.core.Command;
import dev.latchkey.core.HistoryRead;

/** Cases of the commands that concern sessions; every other command has the result of {@link #other}. */
public abstract class OfSessions<R> implements Command.Cases<R> {

    /** The result for a command that concerns no session, or for which the subclass has no case. */
    protected abstract R other(Command command);

    @Override
    public R get(Command.Get command) {
        return other(command);
    }

    @Override
    public R put(Command.Put command) {
        return other(command);
    }

    @Override
    public R delete(Command.Delete command) {
        return other(command);
    }

    @Override
    public R transaction(Command.Transaction command) {
        return other(command);
    }

    @Override
    public R listKeys(Command.ListKeys command) {
        return other(command);
    }

    @Override
    public R history(HistoryRead command) {
        return other(command);
    }

    @Override
    public R renewSession(Command.RenewSession command) {
        return other(command);
    }

    @Override
    public R openSession(Command.OpenSession command) {
        return other(command);
    }

    @Override
    public R keepSession(Command.KeepSession command) {
        return other(command);
    }

    @Override
    public R closeSession(Command.CloseSession command) {
        return other(command);
    }

    @Override
    public R endSession(Command.EndSession command) {
        return other(command);
    }

    @Override
    public R once(Command.Once command) {
        return other(command);
    }

    @Override
    public R cancel(Command.Cancel command) {
        return other(command);
    }
}
