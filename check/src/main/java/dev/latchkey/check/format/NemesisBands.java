package dev.latchkey.check.format;

import dev.latchkey.check.Operation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Converts the events of Jepsen's nemesis to fault intervals. {@code :start-x} and {@code :stop-x} (or {@code :heal-x}) delimit a
 * fault x, {@code :start} and {@code :stop} a fault without a name. {@code :kill} lasts until {@code :start}, {@code :pause}
 * until {@code :resume}. Anything else lasts from its first event to its second: Jepsen writes two for each action of the
 * nemesis.
 */
final class NemesisBands {

    private static final Map<String, String> ENDS_BY = Map.of("kill", "start", "pause", "resume");

    private final Map<String, Long> open = new LinkedHashMap<>();
    private final List<RecordedFault> faults = new ArrayList<>();

    void add(long time, JepsenEvent event) {
        String f = event.f();
        if (f.equals("start") && open.containsKey("kill")) {
            end("kill", time);
        } else if (f.equals("resume")) {
            end("pause", time);
        } else if (f.equals("start") || f.startsWith("start-")) {
            open.putIfAbsent(kind(f), time);
        } else if (f.equals("stop") || f.startsWith("stop-") || f.startsWith("heal")) {
            end(kind(f), time);
        } else if (ENDS_BY.containsKey(f) || !open.containsKey(f)) {
            open.putIfAbsent(f, time);
        } else {
            end(f, time);
        }
    }

    private static String kind(String f) {
        int dash = f.indexOf('-');
        return dash < 0 || dash + 1 == f.length() ? "fault" : f.substring(dash + 1);
    }

    private void end(String kind, long time) {
        Long begin = open.remove(kind);
        if (begin != null) {
            faults.add(new RecordedFault(kind, begin, time, null));
        }
    }

    List<RecordedFault> faults() {
        List<RecordedFault> all = new ArrayList<>(faults);
        open.forEach((kind, begin) -> all.add(new RecordedFault(kind, begin, Operation.OPEN, null)));
        return all;
    }
}
