package dev.latchkey.check;

import dev.latchkey.check.Judge.Answer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One check of a history by parts. Which part an ILLEGAL verdict is about does not depend on timing, unless the check runs out of
 * time or memory:
 *
 * <ul>
 *   <li>First every part is checked within a small budget that is measured in steps, which decides most parts. If some of them
 *       are not linearizable, the verdict names all of these, and the check of undecided parts is abandoned.
 *   <li>Otherwise the undecided parts are checked within the whole budget. A part that is not linearizable cancels only the parts
 *       with a greater key, so the verdict is about the smallest key.
 * </ul>
 */
final class PartsCheck<S, I, O> {

    private static final PartOrder ORDER = new PartOrder();

    private record Part<I, O>(@Nullable Object key, List<Operation<I, O>> history) {

        Object name() {
            return key == null ? "" : key;
        }
    }

    /** A part that is to be checked, and the flag that cancels its check. */
    private record Task<I, O>(Part<I, O> part, AtomicBoolean cancelled) {}

    private record Judged<I, O>(Part<I, O> part, Answer answer, Budget share) {}

    private final Checker<S, I, O> checker;
    private final Judge<I, O> engine;
    private final Budget budget;

    PartsCheck(Checker<S, I, O> checker) {
        this.checker = checker;
        engine = checker.model().engine();
        budget = Budget.of(checker.limits(), checker.nanos());
    }

    Verdict whole(List<Operation<I, O>> history) {
        return verdict(List.of(judged(new Part<>(null, history), budget)));
    }

    Verdict parts(Map<?, ? extends List<Operation<I, O>>> histories) {
        List<Part<I, O>> parts = new ArrayList<>();
        histories.forEach((key, history) -> parts.add(new Part<>(key, history)));
        parts.sort(Comparator.comparing(part -> -part.history().size()));
        try {
            return inTwoRounds(parts);
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            return new Verdict.Unknown("the check was interrupted");
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("checking a part failed", failure.getCause());
        }
    }

    private Verdict inTwoRounds(List<Part<I, O>> parts) throws InterruptedException, ExecutionException {
        List<Judged<I, O>> judged = all(tasks(parts), this::judgedBriefly);
        List<Part<I, O>> undecided = judged.stream()
                .filter(each -> each.answer() == Answer.UNKNOWN)
                .map(Judged::part)
                .toList();
        if (undecided.isEmpty() || judged.stream().anyMatch(each -> each.answer() == Answer.ILLEGAL)) {
            return verdict(judged);
        }
        List<Task<I, O>> second = tasks(undecided);
        return verdict(all(second, task -> judgedFully(task, second)));
    }

    private List<Task<I, O>> tasks(List<Part<I, O>> parts) {
        return parts.stream().map(part -> new Task<>(part, new AtomicBoolean())).toList();
    }

    /** Checks all parts, with as many threads as the limits allow. */
    private List<Judged<I, O>> all(List<Task<I, O>> tasks, Function<Task<I, O>, Judged<I, O>> check)
            throws InterruptedException, ExecutionException {
        int threads = Math.min(tasks.size(), checker.limits().threads());
        if (threads <= 1) {
            return tasks.stream().map(check).toList();
        }
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Judged<I, O>>> started = new ArrayList<>();
            tasks.forEach(task -> started.add(pool.submit(() -> check.apply(task))));
            List<Judged<I, O>> all = new ArrayList<>();
            for (Future<Judged<I, O>> each : started) {
                all.add(each.get());
            }
            return all;
        } finally {
            tasks.forEach(task -> task.cancelled().set(true));
            pool.shutdown();
        }
    }

    private Judged<I, O> judgedBriefly(Task<I, O> task) {
        Budget share = budget.share(task.cancelled());
        return judged(task.part(), share.brief(task.part().history().size()));
    }

    private Judged<I, O> judgedFully(Task<I, O> task, List<Task<I, O>> tasks) {
        Judged<I, O> judged = judged(task.part(), budget.share(task.cancelled()));
        if (judged.answer() == Answer.ILLEGAL) {
            tasks.stream()
                    .filter(other ->
                            ORDER.compare(other.part().name(), task.part().name()) > 0)
                    .forEach(other -> other.cancelled().set(true));
        }
        return judged;
    }

    private Judged<I, O> judged(Part<I, O> part, Budget share) {
        return new Judged<>(part, share.late() ? Answer.UNKNOWN : engine.judge(part.history(), share), share);
    }

    private Verdict verdict(List<Judged<I, O>> judged) {
        List<Part<I, O>> illegal = judged.stream()
                .filter(each -> each.answer() == Answer.ILLEGAL)
                .map(Judged::part)
                .sorted(Comparator.comparing(Part::name, ORDER))
                .toList();
        List<Judged<I, O>> undecided =
                judged.stream().filter(each -> each.answer() == Answer.UNKNOWN).toList();
        if (!illegal.isEmpty()) {
            return illegal(illegal, undecided.size());
        }
        return undecided.isEmpty() ? new Verdict.Ok() : unknown(undecided.get(0));
    }

    private Verdict illegal(List<Part<I, O>> parts, int undecided) {
        Part<I, O> first = parts.get(0);
        Counterexample counterexample = new Minimizer<>(checker.model(), budget).counterexample(first.history());
        return first.key() == null
                ? new Verdict.Illegal(null, counterexample)
                : new Verdict.Illegal(
                        first.key(),
                        counterexample,
                        parts.stream().map(Part::name).toList(),
                        undecided);
    }

    private static Verdict unknown(Judged<?, ?> judged) {
        Object key = judged.part().key();
        String reason = judged.share().reason();
        return new Verdict.Unknown(key == null ? reason : "key " + key + ": " + reason);
    }
}
