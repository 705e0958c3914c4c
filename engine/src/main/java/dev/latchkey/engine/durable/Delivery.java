package dev.latchkey.engine.durable;

import dev.latchkey.engine.state.QueuedCommand;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** Delivers the outcome of commands to their askers: one task for each submitting thread. */
public final class Delivery {

    private Delivery() {}

    /** Delivers the replies. What a home throws passes through; the commands of other homes may be undelivered then. */
    public static void answer(List<QueuedCommand> commands) {
        byHome(commands).forEach((home, own) -> execute(home, own, QueuedCommand::answer));
    }

    /**
     * Reports that the outcome of the commands is unknown. What a home throws is added to {@code reason} as suppressed: the store has
     * failed already, and the other homes must be notified all the same.
     */
    public static void lose(List<QueuedCommand> commands, String sentence, Throwable reason) {
        byHome(commands).forEach((home, own) -> {
            try {
                execute(home, own, queued -> queued.lose(sentence));
            } catch (RuntimeException | Error e) {
                if (e != reason) {
                    reason.addSuppressed(e);
                }
            }
        });
    }

    private static IdentityHashMap<Executor, List<QueuedCommand>> byHome(List<QueuedCommand> commands) {
        IdentityHashMap<Executor, List<QueuedCommand>> byHome = new IdentityHashMap<>();
        for (QueuedCommand queued : commands) {
            byHome.computeIfAbsent(queued.home(), home -> new ArrayList<>()).add(queued);
        }
        return byHome;
    }

    private static void execute(Executor home, List<QueuedCommand> own, Consumer<QueuedCommand> outcome) {
        try {
            home.execute(() -> own.forEach(outcome));
        } catch (RejectedExecutionException e) {
            // The thread has ended, and its connections with it; the commands have taken effect all the same.
            return;
        }
    }
}
