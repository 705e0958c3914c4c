package dev.latchkey.check.model;

import dev.latchkey.check.Budget;
import dev.latchkey.check.Operation;
import dev.latchkey.check.model.StringMap.Input;
import dev.latchkey.check.model.StringMap.Output;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Groups the operations on one key of a string map. A zone is a put with the appends that reads observed after it, and these
 * reads, which tell the order. No written string may be the beginning of another one, so that a value can be split into the
 * strings it consists of in one way only. If a string was written more than once, the times must tell which of the writes a read
 * observed. Otherwise the search is needed. A write that no read observed is a zone of its own, or is left out if it is open.
 */
final class AppendZones implements ZoneCheck.Grouping<Input, Output> {

    @Override
    public Zones<Input, Output> zones(List<Operation<Input, Output>> history, Budget budget) {
        Run run = new Run(history, budget);
        run.group();
        return run.zones;
    }

    /** The grouping of one history. */
    private static final class Run {

        private final List<Operation<Input, Output>> history;
        private final Budget budget;
        private final Zones<Input, Output> zones;
        private final List<Integer> reads = new ArrayList<>();
        private final List<Integer> writes = new ArrayList<>();

        /** The closed put that ended first; -1 if there is none. */
        private int firstPut = -1;

        Run(List<Operation<Input, Output>> history, Budget budget) {
            this.history = history;
            this.budget = budget;
            zones = new Zones<>(history);
        }

        void group() {
            WrittenStrings.Builder written = new WrittenStrings.Builder();
            for (int i = 0; i < history.size() && !zones.isAmbiguous(); i++) {
                sort(i, history.get(i), written);
                stopIfOver(i);
            }
            WrittenStrings strings = new WrittenStrings(written);
            if (zones.isAmbiguous() || !strings.isPrefixFree()) {
                zones.leaveToTheSearch();
                return;
            }
            ObservedAppends observed = new ObservedAppends(history, strings, zones);
            List<List<Integer>> byPut = byPut(strings);
            for (int i = 0; i < byPut.size() && !zones.isAmbiguous(); i++) {
                List<Integer> observers = byPut.get(i);
                observers.sort(Comparator.comparingInt(
                        read -> ObservedAppends.value(history, read).length()));
                if (i == 0 || !observers.isEmpty()) {
                    observed.addZone(i == 0 ? -1 : strings.puts(i - 1).get(0), observers);
                }
                stopIfOver(i);
            }
            for (int write : writes) {
                if (!observed.isObserved(write) && history.get(write).end() != Operation.OPEN) {
                    zones.place(write, zones.addZone(1));
                }
            }
        }

        private void stopIfOver(int step) {
            if (ZoneCheck.isOver(step, budget)) {
                zones.leaveToTheSearch();
            }
        }

        private void sort(int number, Operation<Input, Output> operation, WrittenStrings.Builder written) {
            Output output = operation.output();
            boolean isOpen = operation.end() == Operation.OPEN;
            boolean isWritten = output instanceof Output.Done || output instanceof Output.Unknown;
            if (operation.input() instanceof Input.Append append && isWritten) {
                written.append(append.value(), number);
                writes.add(number);
            } else if (operation.input() instanceof Input.Put put && isWritten) {
                written.put(put.value(), number);
                writes.add(number);
                if (!isOpen
                        && (firstPut < 0
                                || operation.end() < history.get(firstPut).end())) {
                    firstPut = number;
                }
            } else if (!isOpen && operation.input() instanceof Input.Get && output instanceof Output.Value) {
                reads.add(number);
            } else if (!isOpen && operation.input() instanceof Input.Get && output instanceof Output.Unknown) {
                zones.leaveToTheSearch();
            } else if (!isOpen) {
                zones.refuse(number);
            }
        }

        /** Returns the reads that observed no put, followed by those that observed the put of each string. */
        private List<List<Integer>> byPut(WrittenStrings strings) {
            List<List<Integer>> byPut = new ArrayList<>();
            for (int i = 0; i <= strings.size(); i++) {
                byPut.add(new ArrayList<>(0));
            }
            for (int read : reads) {
                String value = ObservedAppends.value(history, read);
                int first = value.isEmpty() ? WrittenStrings.NONE : strings.at(value, 0);
                if (first == WrittenStrings.NONE) {
                    byPut.get(0).add(read);
                } else {
                    List<Integer> puts = strings.puts(first);
                    byPut.get(puts.isEmpty() ? 0 : first + 1).add(read);
                    if (puts.size() > 1 || (puts.size() == 1 && mayBeFirst(strings.appends(first)))) {
                        zones.leaveToTheSearch();
                    }
                }
            }
            return byPut;
        }

        /** Returns whether one of these appends may precede all puts. */
        private boolean mayBeFirst(List<Integer> appends) {
            if (firstPut < 0 || appends.isEmpty()) {
                return !appends.isEmpty();
            }
            zones.support(firstPut);
            appends.forEach(zones::support);
            long end = history.get(firstPut).end();
            return appends.stream().anyMatch(append -> history.get(append).call() <= end);
        }
    }
}
