package dev.latchkey.check;

import dev.latchkey.check.Judge.Answer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One check of a history: checks its parts, largest first, and cancels the rest as soon as one is not linearizable. */
final class PartsCheck<S, I, O> {

    private record Part<I, O>(@Nullable Object key, List<Operation<I, O>> history) {}

    private final Checker<S, I, O> checker;
    private final Judge<I, O> engine;
    private final Budget budget;
    private final AtomicBoolean cancelled = new AtomicBoolean();

    PartsCheck(Checker<S, I, O> checker) {
        this.checker = checker;
        engine = checker.model().engine();
        budget = Budget.of(checker.limits(), checker.nanos());
    }

    Verdict whole(List<Operation<I, O>> history) {
        return judge(new Part<>(null, history), budget);
    }

    Verdict parts(Map<?, ? extends List<Operation<I, O>>> histories) {
        List<Part<I, O>> parts = new ArrayList<>();
        histories.forEach((key, history) -> parts.add(new Part<>(key, history)));
        parts.sort(Comparator.comparing(part -> -part.history().size()));
        int threads = Math.min(parts.size(), checker.limits().threads());
        return threads > 1 ? inParallel(parts, threads) : oneByOne(parts);
    }

    private Verdict oneByOne(List<Part<I, O>> parts) {
        Verdict all = new Verdict.Ok();
        for (Part<I, O> part : parts) {
            all = worse(all, judge(part, budget.share(cancelled)));
            if (all instanceof Verdict.Illegal) {
                return all;
            }
        }
        return all;
    }

    private Verdict inParallel(List<Part<I, O>> parts, int threads) {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CompletionService<Verdict> judged = new ExecutorCompletionService<>(pool);
            parts.forEach(part -> judged.submit(() -> judge(part, budget.share(cancelled))));
            Verdict all = new Verdict.Ok();
            for (int i = 0; i < parts.size() && !(all instanceof Verdict.Illegal); i++) {
                all = worse(all, judged.take().get());
            }
            return all;
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            return new Verdict.Unknown("the check was interrupted");
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("checking a part failed", failure.getCause());
        } finally {
            cancelled.set(true);
            pool.shutdown();
        }
    }

    private static Verdict worse(Verdict one, Verdict other) {
        boolean keep =
                one instanceof Verdict.Illegal || (one instanceof Verdict.Unknown && other instanceof Verdict.Ok);
        return keep ? one : other;
    }

    private Verdict judge(Part<I, O> part, Budget share) {
        Answer answer = share.late() ? Answer.UNKNOWN : engine.judge(part.history(), share);
        return switch (answer) {
            case LEGAL -> new Verdict.Ok();
            case ILLEGAL ->
                new Verdict.Illegal(part.key(), new Minimizer<>(checker.model(), share).counterexample(part.history()));
            case UNKNOWN ->
                new Verdict.Unknown(part.key() == null ? share.reason() : "key " + part.key() + ": " + share.reason());
        };
    }
}
