package dev.latchkey.core.state;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import java.util.List;

/** A write that wraps another one, as a write under a session will. */
record Once(long number, Command.Write wrapped) implements Command.Write {

    @Override
    public <R> R match(Cases<R> cases) {
        return wrapped.match(cases);
    }

    @Override
    public List<Key> keys() {
        return wrapped.keys();
    }

    @Override
    public int bytes() {
        return wrapped.bytes();
    }

    @Override
    public int storedBytesMax() {
        return wrapped.storedBytesMax();
    }

    @Override
    public boolean mayFree() {
        return wrapped.mayFree();
    }
}
