package dev.latchkey.check.zones;

import dev.latchkey.check.Budget;
import dev.latchkey.check.Operation;
import dev.latchkey.check.zones.Word.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Groups the operations on one key of a string map. A zone is a put with the appends that reads observed after it, and these
 * reads, which tell the order. No written string may be the beginning of another one, so that a value can be split into the
 * strings it consists of in one way only. If a string was written more than once, the times must tell which of the writes a read
 * observed. Otherwise the search is needed. A write that no read observed is a zone of its own, or is left out if it is open.
 */
record AppendZones<I, O>(Word.Translation<I, O> words) implements ZoneCheck.Grouping<I, O> {

    @Override
    public Zones<I, O> zones(List<Operation<I, O>> history, Budget budget) {
        Run<I, O> run = new Run<>(history, words, budget);
        run.group();
        return run.zones;
    }

    /** The grouping of one history. */
    private static final class Run<I, O> {

        private final List<Operation<I, O>> history;
        private final List<Word> words = new ArrayList<>();
        private final Budget budget;
        private final Zones<I, O> zones;
        private final List<Integer> reads = new ArrayList<>();
        private final List<Integer> writes = new ArrayList<>();

        /** The closed put that ended first; -1 if there is none. */
        private int firstPut = -1;

        Run(List<Operation<I, O>> history, Word.Translation<I, O> translation, Budget budget) {
            this.history = history;
            history.forEach(operation -> words.add(translation.word(operation)));
            this.budget = budget;
            zones = new Zones<>(history);
        }

        void group() {
            WrittenStrings.Builder written = new WrittenStrings.Builder();
            for (int i = 0; i < history.size() && !zones.isAmbiguous(); i++) {
                sort(i, written);
                stopIfOver(i);
            }
            WrittenStrings strings = new WrittenStrings(written);
            if (zones.isAmbiguous() || !strings.isPrefixFree()) {
                zones.leaveToTheSearch();
                return;
            }
            ObservedAppends<I, O> observed = new ObservedAppends<>(history, words, strings, zones);
            List<List<Integer>> byPut = byPut(strings);
            for (int i = 0; i < byPut.size() && !zones.isAmbiguous(); i++) {
                List<Integer> observers = byPut.get(i);
                observers.sort(Comparator.comparingInt(
                        read -> ObservedAppends.value(words, read).length()));
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
            if (budget.isOverAt(step)) {
                zones.leaveToTheSearch();
            }
        }

        private void sort(int number, WrittenStrings.Builder written) {
            Word word = words.get(number);
            switch (word.kind()) {
                case APPEND -> {
                    written.append(ObservedAppends.value(words, number), number);
                    writes.add(number);
                }
                case WRITE -> {
                    written.put(ObservedAppends.value(words, number), number);
                    writes.add(number);
                    noteEnd(number, history.get(number).end());
                }
                case READ -> reads.add(number);
                case IMPOSSIBLE -> zones.refuse(number);
                default -> {
                    if (word.kind() != Kind.NOTHING) {
                        zones.leaveToTheSearch();
                    }
                }
            }
        }

        private void noteEnd(int put, long end) {
            if (end != Operation.OPEN
                    && (firstPut < 0 || end < history.get(firstPut).end())) {
                firstPut = put;
            }
        }

        /** Returns the reads that observed no put, followed by those that observed the put of each string. */
        private List<List<Integer>> byPut(WrittenStrings strings) {
            List<List<Integer>> byPut = new ArrayList<>();
            for (int i = 0; i <= strings.size(); i++) {
                byPut.add(new ArrayList<>(0));
            }
            for (int read : reads) {
                String value = ObservedAppends.value(words, read);
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
