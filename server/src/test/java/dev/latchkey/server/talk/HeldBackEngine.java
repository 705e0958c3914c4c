package dev.latchkey.server.talk;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Executes commands in order but delivers each reply only when the test says so. */
public class HeldBackEngine extends EngineAround {

    private final List<Runnable> replies = new ArrayList<>();

    /** Runs on the thread of the connection when it submits a command. */
    Runnable beforeSubmit = () -> {};

    public HeldBackEngine() {
        super(Talk.memory());
    }

    @Override
    public final void submit(Command command, Executor home, Consumer<Reply> whenDone) {
        beforeSubmit.run();
        store.submit(command, home, reply -> replies.add(() -> whenDone.accept(reply)));
    }

    public final int submitted() {
        return replies.size();
    }

    /** Delivers the reply to the n-th command submitted, counted from 0. */
    public final void answer(int n) {
        replies.get(n).run();
    }
}
