package dev.latchkey.server.talk;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Applies commands in order but keeps the replies, to hand them over when the test says so and in the order it says. */
public class HeldBackEngine extends EngineAround {

    private final List<Runnable> replies = new ArrayList<>();

    public HeldBackEngine() {
        super(Talk.memory());
    }

    @Override
    public final void submit(Command command, Executor home, Consumer<Reply> whenDone) {
        store.submit(command, home, reply -> replies.add(() -> whenDone.accept(reply)));
    }

    public final int submitted() {
        return replies.size();
    }

    /** Hands over the reply to the n-th command submitted, counted from 0. */
    public final void answer(int n) {
        replies.get(n).run();
    }
}
