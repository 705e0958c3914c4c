package dev.latchkey.server.talk;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.engine.Asker;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Executes commands in order but delivers each reply only when the test says so. */
public class HeldBackEngine extends EngineAround {

    private final List<Runnable> replies = new ArrayList<>();
    private final List<Asker> askers = new ArrayList<>();
    private boolean losesAll;

    /** Runs on the thread of the connection when it submits a command. */
    Runnable beforeSubmit = () -> {};

    public HeldBackEngine() {
        super(Talk.memory());
    }

    @Override
    public final void submit(Command command, Asker asker) {
        beforeSubmit.run();
        if (losesAll) {
            asker.lost("a test");
            return;
        }
        askers.add(asker);
        Consumer<Reply> kept = reply -> replies.add(() -> asker.answered(reply));
        store.submit(command, Asker.of(asker.home(), kept, asker::lost));
    }

    public final int submitted() {
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

    /** Delivers the reply to the n-th command submitted, counted from 0. */
    public final void answer(int n) {
        replies.get(n).run();
    }
}
