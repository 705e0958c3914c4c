package dev.latchkey.check.model;

import dev.latchkey.check.Budget;
import dev.latchkey.check.Judge;
import dev.latchkey.check.Operation;
import dev.latchkey.check.Order;
import dev.latchkey.check.model.StringMap.Input;
import dev.latchkey.check.model.StringMap.Output;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks histories of a string map, each key separately: without a search if its strings allow it. A key without appends is a
 * register.
 */
record StringMapCheck(Judge<Input, Output> search) implements Judge<Input, Output> {

    private static final RegisterZones<Input, Output> PUTS = new RegisterZones<>("", StringMapCheck::word);
    private static final AppendZones APPENDS = new AppendZones();

    @Override
    public Answer judge(List<Operation<Input, Output>> history, Budget budget) {
        Answer all = Answer.LEGAL;
        for (List<Operation<Input, Output>> part : byKey(history)) {
            Answer answer = check(part).judge(part, budget);
            if (answer == Answer.ILLEGAL) {
                return answer;
            }
            all = answer == Answer.UNKNOWN ? answer : all;
        }
        return all;
    }

    /** Checks without the search. Returns UNKNOWN if the search is needed, or if the budget is exhausted. */
    Answer judgeFast(List<Operation<Input, Output>> history, Budget budget) {
        Answer all = Answer.LEGAL;
        for (List<Operation<Input, Output>> part : byKey(history)) {
            Answer answer = check(part).judgeFast(part, budget);
            if (answer == Answer.ILLEGAL) {
                return answer;
            }
            all = answer == Answer.UNKNOWN ? answer : all;
        }
        return all;
    }

    @Override
    public List<Operation<Input, Output>> conflict(List<Operation<Input, Output>> history, Budget budget) {
        for (List<Operation<Input, Output>> part : byKey(history)) {
            List<Operation<Input, Output>> conflict = check(part).conflict(part, budget);
            if (!conflict.isEmpty()) {
                return conflict;
            }
        }
        return List.of();
    }

    @Override
    public boolean needsSearch(List<Operation<Input, Output>> history, Budget budget) {
        return byKey(history).stream().anyMatch(part -> check(part).needsSearch(part, budget));
    }

    @Override
    public Order<Input, Output> order(List<Operation<Input, Output>> history, Budget budget) {
        List<List<Operation<Input, Output>>> parts = byKey(history);
        return parts.size() == 1 ? check(history).order(history, budget) : search.order(history, budget);
    }

    private ZoneCheck<Input, Output> check(List<Operation<Input, Output>> ofKey) {
        boolean hasAppends = ofKey.stream().anyMatch(operation -> operation.input() instanceof Input.Append);
        return new ZoneCheck<>(hasAppends ? APPENDS : PUTS, search);
    }

    private static List<List<Operation<Input, Output>>> byKey(List<Operation<Input, Output>> history) {
        Map<String, List<Operation<Input, Output>>> parts = new LinkedHashMap<>();
        for (Operation<Input, Output> operation : history) {
            parts.computeIfAbsent(operation.input().key(), key -> new ArrayList<>())
                    .add(operation);
        }
        return new ArrayList<>(parts.values());
    }

    /** The meaning of an operation on a key that has no appends. */
    private static RegisterWord word(Operation<Input, Output> operation) {
        Output output = operation.output();
        if (operation.input() instanceof Input.Put put) {
            boolean fits = output instanceof Output.Done || output instanceof Output.Unknown;
            return fits ? RegisterWord.write(put.value()) : RegisterWord.impossible(operation);
        }
        if (operation.end() == Operation.OPEN) {
            return RegisterWord.NOTHING;
        }
        if (output instanceof Output.Value read) {
            return RegisterWord.read(read.value());
        }
        return output instanceof Output.Unknown ? RegisterWord.OTHER : RegisterWord.impossible(operation);
    }
}
