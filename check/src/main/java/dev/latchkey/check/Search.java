package dev.latchkey.check;

import java.util.List;

/** The checking algorithm for any model. Each call creates a new {@link SearchRun}. */
record Search<S, I, O>(Model<S, I, O> model) implements Judge<I, O> {

    @Override
    public Answer judge(List<Operation<I, O>> history, Budget budget) {
        return new SearchRun<>(model, history, budget).run();
    }

    @Override
    public boolean needsSearch(List<Operation<I, O>> history, Budget budget) {
        return true;
    }

    @Override
    public Order<I, O> order(List<Operation<I, O>> history, Budget budget) {
        SearchRun<S, I, O> run = new SearchRun<>(model, history, budget);
        boolean complete = run.run() == Answer.LEGAL;
        return new Order<>(run.longest(), complete);
    }
}
