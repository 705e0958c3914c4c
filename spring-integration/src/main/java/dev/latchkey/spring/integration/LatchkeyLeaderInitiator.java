package dev.latchkey.spring.integration;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.election.Candidacy;
import dev.latchkey.client.election.Election;
import dev.latchkey.client.election.LeaderListener;
import dev.latchkey.client.election.Leadership;
import dev.latchkey.client.lock.Lock;
import dev.latchkey.client.lock.loss.LockLoss;
import dev.latchkey.core.Version;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ApplicationEventPublisherAware;
import org.springframework.context.SmartLifecycle;
import org.springframework.integration.leader.Candidate;
import org.springframework.integration.leader.Context;
import org.springframework.integration.leader.event.DefaultLeaderEventPublisher;
import org.springframework.integration.leader.event.LeaderEventPublisher;

/**
 * Lets a {@link Candidate} of Spring Integration run in a Latchkey election named after its role. Candidates lead in the order in which
 * they began to campaign. Unlike {@code LockRegistryLeaderInitiator}, which asks at intervals, it is told when the leadership begins or is
 * lost. The context of the candidate is a {@link LeaderContext}, which has the fencing token.
 *
 * <p>The candidate is called by one thread, in order. If the leadership ends while {@link Candidate#onGranted} runs, its thread is
 * interrupted; {@link Candidate#onRevoked} is called when it has returned.
 */
public final class LatchkeyLeaderInitiator implements SmartLifecycle, DisposableBean, ApplicationEventPublisherAware {

    private static final long STOP_SECONDS_MAX = 5;
    private static final int PHASE = Integer.MAX_VALUE - 1_000;

    private final Election election;
    private final Candidate candidate;
    private final ReentrantLock changing = new ReentrantLock();
    private @Nullable LeaderEventPublisher publisher;
    private @Nullable Run run;

    /** An initiator whose leader is replaced {@link Lock#TTL_DEFAULT} after it has died. */
    public LatchkeyLeaderInitiator(Latchkey latchkey, Candidate candidate) {
        this(latchkey, candidate, Lock.TTL_DEFAULT);
    }

    /**
     * An initiator whose leader is replaced {@code ttl} after it has died.
     *
     * @param candidate its id is shown to others as the leader
     */
    public LatchkeyLeaderInitiator(Latchkey latchkey, Candidate candidate, Duration ttl) {
        election = latchkey.election(candidate.getRole())
                .withText(candidate.getId())
                .withTtl(ttl);
        this.candidate = candidate;
    }

    @Override
    public void setApplicationEventPublisher(ApplicationEventPublisher events) {
        publisher = new DefaultLeaderEventPublisher(events);
    }

    /** The context of the current leadership; one that does not lead if there is none. */
    public Context getContext() {
        changing.lock();
        try {
            Run now = run;
            LeaderContext leading = now == null ? null : now.context();
            return leading != null ? leading : () -> false;
        } finally {
            changing.unlock();
        }
    }

    /** Begins to campaign. Does not wait. */
    @Override
    public void start() {
        changing.lock();
        try {
            if (run == null) {
                run = new Run();
                run.begin();
            }
        } finally {
            changing.unlock();
        }
    }

    /** Ends the campaign. If the candidate leads, it is revoked and the leadership is freed; waits for that for at most 5 s. */
    @Override
    public void stop() {
        Run ending;
        changing.lock();
        try {
            ending = run;
            run = null;
        } finally {
            changing.unlock();
        }
        if (ending != null) {
            ending.end();
        }
    }

    @Override
    public boolean isRunning() {
        changing.lock();
        try {
            return run != null;
        } finally {
            changing.unlock();
        }
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    @Override
    public void destroy() {
        stop();
    }

    /** From a start to the next stop. */
    private final class Run implements LeaderListener {

        private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
            Thread created = new Thread(work, "latchkey-leader-" + candidate.getRole());
            created.setDaemon(true);
            return created;
        });

        private volatile @Nullable Candidacy candidacy;
        private volatile @Nullable Term term;

        void begin() {
            candidacy = election.run(this, true);
        }

        /** The candidacy calls its listener on another thread, possibly before it is returned to {@link #begin}. */
        private Candidacy candidacy() {
            changing.lock();
            try {
                Candidacy own = candidacy;
                if (own == null) {
                    throw new IllegalStateException("elected before the candidacy began");
                }
                return own;
            } finally {
                changing.unlock();
            }
        }

        @Override
        public void elected(Leadership leadership) {
            Term begun = new Term(new LeaderContext(candidate.getRole(), leadership, candidacy()), leadership);
            term = begun;
            begun.task = thread.submit(() -> {
                begun.granted();
                return null;
            });
        }

        @Override
        public void ended(Version token, Optional<LockLoss> cause) {
            Term left = term;
            if (left != null) {
                left.task.cancel(true);
                thread.execute(() -> {
                    if (term == left) {
                        term = null;
                    }
                    left.revoked();
                });
            }
        }

        @Nullable
        LeaderContext context() {
            Term now = term;
            return now == null ? null : now.context;
        }

        void end() {
            Term last = term;
            candidacy().close();
            if (last != null) {
                CompletableFuture<?> ended = CompletableFuture.allOf(last.over, last.leadership.resignAsync())
                        .handle((done, failure) -> true) // why: what was not released ends with its session
                        .completeOnTimeout(true, STOP_SECONDS_MAX, TimeUnit.SECONDS);
                boolean interrupted = Thread.interrupted();
                ended.join();
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
            thread.shutdownNow();
        }
    }

    /** One leadership of the candidate. */
    private final class Term {

        private final LeaderContext context;
        private final Leadership leadership;
        private final CompletableFuture<Void> over = new CompletableFuture<>();
        private Future<?> task = CompletableFuture.completedFuture(null);
        private boolean begun;

        Term(LeaderContext context, Leadership leadership) {
            this.context = context;
            this.leadership = leadership;
        }

        /** On the thread of the candidate. */
        void granted() throws InterruptedException {
            begun = true;
            candidate.onGranted(context);
            LeaderEventPublisher events = publisher;
            if (events != null) {
                events.publishOnGranted(LatchkeyLeaderInitiator.this, context, candidate.getRole());
            }
        }

        /** On the thread of the candidate. Nothing is revoked from a candidate that was not told of its leadership. */
        void revoked() {
            try {
                if (begun) {
                    candidate.onRevoked(context);
                    LeaderEventPublisher events = publisher;
                    if (events != null) {
                        events.publishOnRevoked(LatchkeyLeaderInitiator.this, context, candidate.getRole());
                    }
                }
            } finally {
                over.complete(null);
            }
        }
    }
}
