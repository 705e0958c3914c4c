package dev.latchkey.check.zones;

import dev.latchkey.check.Budget;
import dev.latchkey.check.Operation;
import dev.latchkey.check.zones.Word.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Orders the operations of a set that only grows, as a single zone. The sets read must form a chain by inclusion, and this chain
 * is the order: an add that was first seen in a read comes before it and after the previous read of fewer elements, and adds that
 * were never seen come last. Removes, tests for an element, and elements that were added twice need the search. An open add that
 * no operation observed is left out.
 */
record SetChain<I, O>(Word.Translation<I, O> words) implements ZoneCheck.Grouping<I, O> {

    @Override
    public Zones<I, O> zones(List<Operation<I, O>> history, Budget budget) {
        Zones<I, O> zones = new Zones<>(history);
        new Run<>(history, words, zones, budget).group();
        return zones;
    }

    /** The grouping of one history. */
    private static final class Run<I, O> {

        private final List<Operation<I, O>> history;
        private final List<Word> words = new ArrayList<>();
        private final Zones<I, O> zones;
        private final Budget budget;

        /** The operations that matter. */
        private final List<Integer> reads = new ArrayList<>();

        private final List<Integer> adds = new ArrayList<>();

        /** For each distinct set read, in the order of the chain: a read that returned it. */
        private final List<Integer> links = new ArrayList<>();

        /** The link in which each element was first seen. */
        private final Map<Object, Integer> firstSeen = new HashMap<>();

        /** Elements that an add found in the set. */
        private final Set<Object> found = new HashSet<>();

        Run(List<Operation<I, O>> history, Word.Translation<I, O> translation, Zones<I, O> zones, Budget budget) {
            this.history = history;
            history.forEach(operation -> words.add(translation.word(operation)));
            this.zones = zones;
            this.budget = budget;
        }

        void group() {
            for (int i = 0; i < history.size() && !zones.isAmbiguous(); i++) {
                sort(i, words.get(i));
                if (budget.isOverAt(i)) {
                    zones.leaveToTheSearch();
                }
            }
            reads.sort(Comparator.comparingInt(read -> elements(read).size()));
            boolean isChain = !zones.isAmbiguous();
            for (int i = 0; i < reads.size() && isChain; i++) {
                // Why before each read: a set may have as many elements as there are operations.
                if (budget.over()) {
                    zones.leaveToTheSearch();
                }
                isChain = !zones.isAmbiguous() && link(reads.get(i));
            }
            if (isChain) {
                place();
            }
        }

        private void sort(int number, Word word) {
            switch (word.kind()) {
                case ADD -> adds.add(number);
                case FOUND -> {
                    adds.add(number);
                    found.add(element(number));
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

        private Set<?> elements(int read) {
            if (words.get(read).value() instanceof Set<?> elements) {
                return elements;
            }
            throw new IllegalStateException("the value of a read is not a set: " + words.get(read));
        }

        /** Appends a read to the chain. Returns false if it does not contain the one before. */
        private boolean link(int read) {
            Set<?> elements = elements(read);
            int link = links.size();
            boolean isNew = links.isEmpty() || elements.size() > firstSeen.size();
            for (Object element : elements) {
                firstSeen.putIfAbsent(element, link);
            }
            if (firstSeen.size() > elements.size()) {
                zones.refuse(links.get(link - 1), read);
                return false;
            }
            if (isNew) {
                links.add(read);
            }
            return true;
        }

        private void place() {
            int first = zones.addZone(2 * links.size() + 1);
            Map<Object, Integer> added = new HashMap<>();
            for (int add : adds) {
                Object element = element(add);
                int link = firstSeen.getOrDefault(element, links.size());
                boolean isSeen = link < links.size() || found.contains(element);
                if (isSeen || history.get(add).end() != Operation.OPEN) {
                    zones.place(add, first + 2 * link);
                    if (added.put(element, add) != null) {
                        zones.leaveToTheSearch();
                        return;
                    }
                }
            }
            int link = 0;
            for (int read : reads) {
                link += link + 1 < links.size()
                                && elements(read).size()
                                        > elements(links.get(link)).size()
                        ? 1
                        : 0;
                zones.place(read, first + 2 * link + 1);
                zones.prove(first + 2 * link, links.get(link));
                zones.prove(first + 2 * link + 1, links.get(link));
            }
            firstSeen.forEach((element, seen) -> {
                if (!added.containsKey(element)) {
                    zones.refuse(links.get(seen));
                }
            });
            added.forEach((element, add) -> {
                if (found.contains(element)) {
                    zones.refuse(add);
                }
            });
        }

        private Object element(int add) {
            return Objects.requireNonNull(words.get(add).value(), "an element");
        }
    }
}
