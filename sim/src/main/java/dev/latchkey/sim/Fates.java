package dev.latchkey.sim;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decides what becomes of what is sent: as it was ordered for one client, or else as the draw has it. */
final class Fates {

    private static final Fate[] SILENCES = {Fate.SILENT_TOWARDS_SERVER, Fate.SILENT_TOWARDS_CLIENT, Fate.SILENT};

    private final SeededChance draws;
    private final Map<String, Deque<Fate>> requests = new HashMap<>();
    private final Map<String, Deque<Fate>> replies = new HashMap<>();

    Fates(SeededChance draws) {
        this.draws = draws;
    }

    /** The next requests of {@code client} that are not decided yet have this fate. */
    void orderForRequest(String client, Fate fate) {
        requests.computeIfAbsent(client, name -> new ArrayDeque<>()).addLast(fate);
    }

    /** The next replies to {@code client} that are not decided yet have this fate. */
    void orderForReply(String client, Fate fate) {
        replies.computeIfAbsent(client, name -> new ArrayDeque<>()).addLast(fate);
    }

    Fate ofRequest(String client, NetworkFaults faults) {
        Fate ordered = requests.isEmpty() ? null : poll(requests, client);
        if (ordered != null) {
            return ordered;
        }
        if (draws.happens(faults.cutBeforePerMille())) {
            return draws.happens(faults.latePerMille()) ? Fate.CUT_AND_LATE : Fate.CUT_BEFORE;
        }
        if (draws.happens(faults.cutAmidPerMille())) {
            return Fate.CUT_AMID;
        }
        return draws.happens(faults.silentPerMille()) ? SILENCES[draws.nextInt(SILENCES.length)] : Fate.ARRIVES;
    }

    Fate ofReply(String client, NetworkFaults faults) {
        Fate ordered = replies.isEmpty() ? null : poll(replies, client);
        if (ordered != null) {
            return ordered;
        }
        if (draws.happens(faults.cutAfterPerMille())) {
            return Fate.CUT_AFTER;
        }
        return draws.happens(faults.cutAmidPerMille()) ? Fate.CUT_AMID : Fate.ARRIVES;
    }

    private static @Nullable Fate poll(Map<String, Deque<Fate>> ordered, String client) {
        Deque<Fate> fates = ordered.get(client);
        return fates == null ? null : fates.pollFirst();
    }
}
