package dev.latchkey.check.format;

import dev.latchkey.check.Operation;
import dev.latchkey.check.Wording;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** Derives how times and clients are worded from the header of a history and from the times in it. */
final class HistoryWording {

    /** Times without a unit are shown as recorded up to this, and relative to the first call if they are greater. */
    private static final long PLAIN_MAX = 1_000_000;

    private HistoryWording() {}

    static Wording of(HistoryHeader header, Map<String, ? extends List<? extends Operation<?, ?>>> parts) {
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        for (List<? extends Operation<?, ?>> part : parts.values()) {
            for (Operation<?, ?> operation : part) {
                first = Math.min(first, operation.call());
                last = Math.max(last, operation.end() == Operation.OPEN ? operation.call() : operation.end());
            }
        }
        return of(header.meta(), Math.min(first, last), last);
    }

    private static Wording of(SortedMap<String, String> meta, long first, long last) {
        long origin = number(meta.getOrDefault("origin", ""), first);
        int stride = (int) Math.max(0, Math.min(Integer.MAX_VALUE, number(meta.getOrDefault("stride", ""), 0)));
        if (meta.getOrDefault("unit", "").equals("ns")) {
            long span = last - origin;
            return Wording.nanos(origin, span < 0 && last > origin ? Long.MAX_VALUE : span, stride);
        }
        return new Wording("", 1, Math.abs(first) < PLAIN_MAX ? 0 : first, stride);
    }

    /** Reads a number of a header, which any program may have written. */
    private static long number(String text, long otherwise) {
        return text.matches("-?[0-9]{1,18}") ? Long.parseLong(text) : otherwise;
    }
}
