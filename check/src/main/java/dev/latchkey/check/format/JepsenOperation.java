package dev.latchkey.check.format;

import org.jspecify.annotations.Nullable;

/** An operation of a Jepsen history, before it is decided how its values are to be read. */
final class JepsenOperation {

    private final JepsenEvent invocation;
    private final long called;
    private @Nullable JepsenEvent completion;
    private long returned;

    JepsenOperation(JepsenEvent invocation, long called) {
        this.invocation = invocation;
        this.called = called;
    }

    void complete(JepsenEvent event, long time) {
        completion = event;
        returned = time;
    }

    JepsenEvent invocation() {
        return invocation;
    }

    long called() {
        return called;
    }

    /** Returns null if there is no completion. */
    @Nullable
    JepsenEvent completion() {
        return completion;
    }

    long returned() {
        return returned;
    }

    String f() {
        return invocation.f();
    }

    /** Returns the value of the result; nil unless the operation succeeded. */
    Edn result() {
        return completion != null && completion.type() == JepsenEvent.Type.OK ? completion.value() : Edn.NIL;
    }
}
