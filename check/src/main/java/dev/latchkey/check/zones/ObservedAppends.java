package dev.latchkey.check.zones;

import dev.latchkey.check.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Splits the values that reads returned into the writes that they observed, and puts these and the reads into zones. */
final class ObservedAppends<I, O> {

    private static final int NONE = -1;

    private final List<Operation<I, O>> history;
    private final List<Word> words;
    private final WrittenStrings strings;
    private final Zones<I, O> zones;

    /** For each write of the history, the longest read that observed it; NONE if none did. */
    private final int[] observer;

    ObservedAppends(List<Operation<I, O>> history, List<Word> words, WrittenStrings strings, Zones<I, O> zones) {
        this.history = history;
        this.words = words;
        this.strings = strings;
        this.zones = zones;
        observer = new int[history.size()];
        Arrays.fill(observer, NONE);
    }

    /** Returns the string that an operation read or wrote. */
    static String value(List<Word> words, int operation) {
        return String.valueOf(words.get(operation).value());
    }

    boolean isObserved(int write) {
        return observer[write] != NONE;
    }

    /**
     * Adds a zone. Its slots are the reads of the empty string, or the put, followed by each append and the reads that observed it
     * as the last one.
     *
     * @param put the put that all observers observed; NONE if they observed no put
     * @param observers the reads, by their length
     */
    void addZone(int put, List<Integer> observers) {
        new Zone(put, observers).add();
    }

    /** A put, the appends after it, and the reads that observed it. */
    private final class Zone {

        private final int put;
        private final int[] reads;
        private final int longest;

        /** The numbers of the strings that the longest value consists of, and the length of the value up to each of them. */
        private final List<Integer> parts = new ArrayList<>();

        private final List<Integer> lengths = new ArrayList<>();

        /** The number of the first read that observed each part; the reads before it did not. */
        private int[] firstReads = new int[0];

        Zone(int put, List<Integer> observers) {
            this.put = put;
            reads = observers.stream().mapToInt(read -> read).toArray();
            longest = reads.length == 0 ? NONE : reads[reads.length - 1];
        }

        void add() {
            int first = zones.addZone(1);
            if (longest == NONE || !split() || !areReadsSplitLikeTheLongest()) {
                return;
            }
            if (put != NONE) {
                observer[put] = longest;
                zones.place(put, first);
            }
            zones.prove(first, longest);
            int last = zones.extendZone(2 * parts.size() - (put == NONE ? 0 : 1));
            int slot = last;
            int appendsFrom = put == NONE ? 0 : 1;
            int read = 0;
            // Reads of the empty string, or of the put alone.
            int readSlot = put == NONE ? first : slot++;
            read = placeReads(read, appendsFrom < parts.size() ? firstReads[appendsFrom] : reads.length, readSlot);
            for (int part = appendsFrom; part < parts.size(); part++) {
                int append = append(part);
                if (append == NONE) {
                    return;
                }
                observer[append] = longest;
                zones.place(append, slot);
                zones.prove(slot++, longest);
                read = placeReads(read, part + 1 < parts.size() ? firstReads[part + 1] : reads.length, slot++);
            }
        }

        private int placeReads(int from, int to, int slot) {
            for (int read = from; read < to; read++) {
                zones.place(reads[read], slot);
                zones.prove(slot, longest);
            }
            return to;
        }

        /** Splits the longest value. Returns false if that is not possible, so that the read is impossible. */
        private boolean split() {
            String value = value(words, longest);
            int from = 0;
            while (from < value.length()) {
                int part = strings.at(value, from);
                boolean isPut = from == 0 && put != NONE;
                if (part == WrittenStrings.NONE
                        || (!isPut && strings.appends(part).isEmpty())) {
                    zones.refuse(longest);
                    return false;
                }
                parts.add(part);
                from += strings.string(part).length();
                lengths.add(from);
            }
            return true;
        }

        /** The shorter values must be the beginning of the longest one, up to the end of a part. */
        private boolean areReadsSplitLikeTheLongest() {
            firstReads = new int[parts.size()];
            int part = 0;
            int length = 0;
            for (int i = 0; i < reads.length; i++) {
                String value = value(words, reads[i]);
                while (part < parts.size() && length < value.length()) {
                    length = lengths.get(part);
                    firstReads[part++] = i;
                }
                if (length != value.length() || !value(words, longest).startsWith(value)) {
                    zones.refuse(reads[i], longest);
                    return false;
                }
            }
            return true;
        }

        /** Returns the append that made a part; NONE if there is none, or if that is not clear. */
        private int append(int part) {
            List<Integer> appends = strings.appends(parts.get(part));
            if (appends.size() == 1) {
                int only = appends.get(0);
                if (isObserved(only)) {
                    zones.refuse(observer[only], longest);
                    return NONE;
                }
                return only;
            }
            return oneOf(appends, part);
        }

        /**
         * Several appends of one string: those are ruled out that were called after a read of the part had ended, or that ended
         * before the call of the put or of a read without the part.
         */
        private int oneOf(List<Integer> appends, int part) {
            int ended = IntStream.range(firstReads[part], reads.length)
                    .map(read -> reads[read])
                    .boxed()
                    .min(Comparator.comparingLong(read -> history.get(read).end()))
                    .orElse(longest);
            int called = IntStream.concat(IntStream.of(put), Arrays.stream(reads, 0, firstReads[part]))
                    .filter(operation -> operation != NONE)
                    .boxed()
                    .max(Comparator.comparingLong(
                            operation -> history.get(operation).call()))
                    .orElse(NONE);
            appends.forEach(zones::support);
            zones.support(ended);
            if (called != NONE) {
                zones.support(called);
            }
            List<Integer> possible = appends.stream()
                    .filter(append ->
                            history.get(append).call() <= history.get(ended).end()
                                    && (called == NONE
                                            || history.get(append).end()
                                                    >= history.get(called).call()))
                    .toList();
            if (possible.isEmpty()) {
                zones.refuse(longest);
                return NONE;
            }
            if (possible.size() == 1 && !isObserved(possible.get(0))) {
                return possible.get(0);
            }
            return nextOf(appends, part);
        }

        /**
         * If every append of the string is observed by the same read, they took effect in the order of their calls: exchanging two
         * of them that are not in that order gives a solution too, unless one was called first and ended last.
         */
        private int nextOf(List<Integer> appends, int part) {
            boolean allHere =
                    parts.stream().filter(each -> each.equals(parts.get(part))).count() - (isPutOf(part) ? 1 : 0)
                            == appends.size();
            List<Integer> byCall = appends.stream()
                    .sorted(Comparator.comparingLong(
                                    (Integer append) -> history.get(append).call())
                            .thenComparingLong(append -> history.get(append).end()))
                    .toList();
            boolean endInOrder = IntStream.range(1, byCall.size())
                    .allMatch(i -> history.get(byCall.get(i - 1)).end()
                            <= history.get(byCall.get(i)).end());
            int occurrence = (int) parts.subList(put == NONE ? 0 : 1, part).stream()
                    .filter(each -> each.equals(parts.get(part)))
                    .count();
            int next = byCall.get(Math.min(occurrence, byCall.size() - 1));
            if (!allHere || !endInOrder || isObserved(next)) {
                zones.leaveToTheSearch();
                return NONE;
            }
            return next;
        }

        private boolean isPutOf(int part) {
            return put != NONE && parts.get(0).equals(parts.get(part));
        }
    }
}
