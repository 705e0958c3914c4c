package dev.latchkey.server.talk;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.engine.Asker;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Applies commands in order but keeps the replies, to hand them over when the test says so and in the order it says. */
public final class HeldBackEngine extends EngineAround {

    private final List<Runnable> replies = new ArrayList<>();
    private final List<Asker> askers = new ArrayList<>();
    private boolean losesAll;

    public HeldBackEngine() {
        super(Talk.memory());
    }

    @Override
    public void submit(Command command, Asker asker) {
        if (losesAll) {
            asker.lost("a test");
            return;
        }
        askers.add(asker);
        Consumer<Reply> kept = reply -> replies.add(() -> asker.answered(reply));
        store.submit(command, Asker.of(asker.home(), kept, asker::lost));
    }

    public int submitted() {
        return replies.size();
    }

    /** From now on, reports the outcome of each command as unknown when it is submitted. */
    public void loseAll() {
        losesAll = true;
    }

    /** Reports the outcome of the n-th command submitted as unknown. */
    public void lose(int n) {
        askers.get(n).lost("a test");
    }

    /** Hands over the reply to the n-th command submitted, counted from 0. */
    public void answer(int n) {
        replies.get(n).run();
    }
}
