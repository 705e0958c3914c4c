package dev.latchkey.client.session;

import dev.latchkey.client.session.SeqSource.Waiter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Admits writes to a session in their order, as its window has room. */
final class Admission {

    private final ClientSession session;
    private final Window window = new Window();

    /** The writes that wait for a number, oldest first. */
    private final Set<Waiter> waiting = new LinkedHashSet<>();

    Admission(ClientSession session) {
        this.session = session;
    }

    Window window() {
        return window;
    }

    void join(Waiter waiter) {
        waiting.add(waiter);
        admit();
    }

    void leave(Waiter waiter) {
        waiting.remove(waiter);
    }

    /** Admits as many writes as possible, if the session is open. */
    void admit() {
        while (session.isOpen() && !window.isFull() && !waiting.isEmpty()) {
            Waiter oldest = waiting.iterator().next();
            waiting.remove(oldest);
            oldest.admitted(new Seq(session, window.take()));
        }
    }

    void settle(long seq) {
        window.settle(seq);
        admit();
    }

    /** Removes all writes that wait, and tells each of them. */
    void refuseAll(Consumer<Waiter> told) {
        List<Waiter> all = new ArrayList<>(waiting);
        waiting.clear();
        all.forEach(told);
    }
}
