package dev.latchkey.server.users;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;

/**
 * The threads that serve users: one looks at the users file at intervals, and one checks secrets that take long, one after another, so that
 * logins take no more than one processor. Thread-safe.
 */
public final class UsersThreads implements SecretChecks, AutoCloseable {

    private static final int POLL_MILLIS = 1_000;

    /** Beyond this number, a login is refused: it would wait longer than a client has for its login. */
    static final int CHECKS_MAX = 32;

    private final LiveUsers users;
    private final AuditLog audit;
    private final Runnable whenChanged;
    private final Logger log;
    private final ScheduledExecutorService poller;
    private final ThreadPoolExecutor checker;

    /**
     * Starts the threads, which are daemons.
     *
     * @param whenChanged runs after the users have changed
     */
    public UsersThreads(LiveUsers users, AuditLog audit, Runnable whenChanged, Logger log) {
        this.users = users;
        this.audit = audit;
        this.whenChanged = whenChanged;
        this.log = log;
        this.checker = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(CHECKS_MAX),
                new DefaultThreadFactory("latchkey-secrets", true));
        this.poller = Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("latchkey-users", true));
        poller.scheduleWithFixedDelay(
                () -> guarded(() -> {
                    changed(users.poll(this::read, this::notRead));
                    audit.reportOmitted();
                }),
                POLL_MILLIS,
                POLL_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    /** Reads the users file now if it has changed. */
    public void refresh() {
        guarded(() -> changed(users.refresh(this::read, this::notRead)));
    }

    /** Why errors are caught: a task that throws is not repeated. */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            log.error("the users file could not be checked", e);
        }
    }

    private void changed(boolean usersChanged) {
        if (usersChanged) {
            whenChanged.run();
        }
    }

    private void read(String sentence) {
        log.info(sentence);
        audit.usersRead(sentence);
    }

    private void notRead(String sentence) {
        log.warn(sentence);
        audit.usersRead(sentence);
    }

    @Override
    public boolean begin(Supplier<LoginVerdict> check, Executor home, Consumer<LoginVerdict> whenDone) {
        try {
            checker.execute(() -> {
                LoginVerdict verdict = check.get();
                home.execute(() -> whenDone.accept(verdict));
            });
            return true;
        } catch (RejectedExecutionException full) {
            return false;
        }
    }

    @Override
    public void close() {
        poller.shutdownNow();
        checker.shutdownNow();
    }
}
