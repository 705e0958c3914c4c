package dev.latchkey.check.zones;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The distinct strings that the puts and appends of a key wrote, in order. */
final class WrittenStrings {

    static final int NONE = -1;

    private final String[] strings;
    private final List<List<Integer>> puts = new ArrayList<>();
    private final List<List<Integer>> appends = new ArrayList<>();

    /** Collects the writes of a history by their strings. */
    static final class Builder {

        private final Map<String, List<Integer>> puts = new TreeMap<>();
        private final Map<String, List<Integer>> appends = new TreeMap<>();

        void put(String string, int operation) {
            puts.computeIfAbsent(string, key -> new ArrayList<>(1)).add(operation);
            appends.computeIfAbsent(string, key -> new ArrayList<>(1));
        }

        void append(String string, int operation) {
            appends.computeIfAbsent(string, key -> new ArrayList<>(1)).add(operation);
            puts.computeIfAbsent(string, key -> new ArrayList<>(1));
        }
    }

    WrittenStrings(Builder written) {
        strings = written.puts.keySet().toArray(new String[0]);
        puts.addAll(written.puts.values());
        appends.addAll(written.appends.values());
    }

    String string(int number) {
        return strings[number];
    }

    /** The puts of a string. */
    List<Integer> puts(int number) {
        return puts.get(number);
    }

    /** The appends of a string. */
    List<Integer> appends(int number) {
        return appends.get(number);
    }

    int size() {
        return strings.length;
    }

    /** Returns whether no string is empty or the beginning of another one. Such a pair would be adjacent in this order. */
    boolean isPrefixFree() {
        for (int i = 0; i < strings.length; i++) {
            if (strings[i].isEmpty() || (i > 0 && strings[i].startsWith(strings[i - 1]))) {
                return false;
            }
        }
        return true;
    }

    /** Returns the string at this place of a text; {@link #NONE} if there is none. Requires that no string begins another one. */
    int at(String text, int from) {
        int low = 0;
        int high = strings.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (isUpTo(strings[middle], text, from)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low > 0 && text.startsWith(strings[low - 1], from) ? low - 1 : NONE;
    }

    /** Returns whether a string is at or before the rest of a text, in order, or is the beginning of it. */
    private static boolean isUpTo(String string, String text, int from) {
        int length = Math.min(string.length(), text.length() - from);
        for (int i = 0; i < length; i++) {
            int difference = string.charAt(i) - text.charAt(from + i);
            if (difference != 0) {
                return difference < 0;
            }
        }
        return string.length() <= text.length() - from;
    }
}
