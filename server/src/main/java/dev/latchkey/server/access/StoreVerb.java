package dev.latchkey.server.access;

import dev.latchkey.core.Command;
import dev.latchkey.core.HistoryRead;
import dev.latchkey.wire.verbs.Verb;

/** The verb by which a RESP client would request a command, or the command that it contains. */
final class StoreVerb implements Command.Cases<Verb>, HistoryRead.Cases<Verb> {

    private static final StoreVerb INSTANCE = new StoreVerb();

    private StoreVerb() {}

    static Verb of(Command command) {
        return command.match(INSTANCE);
    }

    /** Returns the verb of which a client lacks the permission: that of the command that {@code ONCE} contains, otherwise {@code verb}. */
    static Verb contained(Verb verb, Command command) {
        return verb == Verb.ONCE ? of(command) : verb;
    }

    @Override
    public Verb get(Command.Get command) {
        return Verb.GET;
    }

    @Override
    public Verb put(Command.Put command) {
        return Verb.PUT;
    }

    @Override
    public Verb delete(Command.Delete command) {
        return Verb.DEL;
    }

    @Override
    public Verb transaction(Command.Transaction command) {
        return Verb.TXN;
    }

    @Override
    public Verb listKeys(Command.ListKeys command) {
        return Verb.LIST;
    }

    @Override
    public Verb history(HistoryRead command) {
        return command.matchHistory(this);
    }

    @Override
    public Verb follow(HistoryRead.Follow command) {
        return Verb.FOLLOW;
    }

    @Override
    public Verb changes(HistoryRead.Changes command) {
        return Verb.CHANGES;
    }

    @Override
    public Verb ofKey(HistoryRead.OfKey command) {
        return Verb.HISTORY;
    }

    @Override
    public Verb renewSession(Command.RenewSession command) {
        return Verb.SESSION;
    }

    @Override
    public Verb openSession(Command.OpenSession command) {
        return Verb.SESSION;
    }

    @Override
    public Verb keepSession(Command.KeepSession command) {
        return Verb.SESSION;
    }

    @Override
    public Verb closeSession(Command.CloseSession command) {
        return Verb.SESSION;
    }

    @Override
    public Verb endSession(Command.EndSession command) {
        return Verb.SESSION;
    }

    @Override
    public Verb once(Command.Once command) {
        return of(command.step());
    }

    @Override
    public Verb cancel(Command.Cancel command) {
        return Verb.ONCE;
    }
}
