package dev.latchkey.engine;

import dev.latchkey.core.Reply;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The party that submits a command to an {@link Engine} and receives its outcome. For each submitted command the engine calls exactly
 * one of {@link #answered} and {@link #lost}, exactly once: either on the submitting thread before {@link Engine#submit} returns, or
 * later on the thread of {@link #home}. The only exception is a home that rejects tasks because its thread has ended; then neither
 * is called, since nothing is left to receive the outcome.
 *
 * <p>Neither method may block or throw: the same thread delivers the outcomes of other connections.
 */
public interface Asker {

    /**
     * Runs tasks on the thread that submits, in the order in which they were added. The same object for all askers of one thread, so
     * that the engine can deliver their outcomes in one task. Called by {@link Engine#submit} on the submitting thread only.
     */
    Executor home();

    /**
     * The command was executed, or refused for certain, and every effect that {@code reply} reports is as durable as this engine makes
     * it. The reply may be passed on to the client.
     */
    void answered(Reply reply);

    /**
     * The outcome is unknown: the engine failed before it could answer. The command may have taken effect, may still take effect
     * during recovery, or may never have been executed. The caller must not send any reply to the client, not even an error, since
     * every error on the wire says that the command was not executed. It closes the connection without an answer instead; the
     * commands that the same connection submitted later are lost too.
     *
     * @param reason a sentence for the log
     */
    void lost(String reason);

    /**
     * The name of the user or client, at most 64 bytes of UTF-8, which is logged with a write for information; empty if unknown. Called
     * on the submitting thread.
     */
    default String by() {
        return "";
    }

    /** Returns an asker made of two functions. */
    static Asker of(Executor home, Consumer<Reply> whenAnswered, Consumer<String> whenLost) {
        return new Asker() {
            @Override
            public Executor home() {
                return home;
            }

            @Override
            public void answered(Reply reply) {
                whenAnswered.accept(reply);
            }

            @Override
            public void lost(String reason) {
                whenLost.accept(reason);
            }
        };
    }
}
