package dev.latchkey.http;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.engine.Asker;
import dev.latchkey.engine.Engine;
import java.util.ArrayList;
import java.util.List;

/** Executes commands in order but delivers each reply only when the test says so. */
final class LateEngine extends EngineAround {

    private final List<Asker> askers = new ArrayList<>();
    private final List<Reply> replies = new ArrayList<>();
    /** Whether the engine throws. */
    boolean fails;

    LateEngine(Engine store) {
        super(store);
    }

    @Override
    public void submit(Command command, Asker asker) {
        if (fails) {
            throw new IllegalStateException("a test");
        }
        askers.add(asker);
        store.submit(command, Asker.of(asker.home(), replies::add, asker::lost));
    }

    int submitted() {
        return askers.size();
    }

    void answer(int n) {
        answer(n, replies.get(n));
    }

    void answer(int n, Reply reply) {
        askers.get(n).answered(reply);
    }

    void lose(int n) {
        askers.get(n).lost("a test");
    }
}
