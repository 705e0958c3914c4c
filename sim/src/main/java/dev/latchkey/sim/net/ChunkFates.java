package dev.latchkey.sim.net;

import dev.latchkey.sim.world.SeededChance;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decides what happens to each chunk: what was ordered for its client or, without an order, a random fate. */
public final class ChunkFates {

    private static final ChunkFate[] SILENCES = {
        ChunkFate.SILENT_TOWARDS_SERVER, ChunkFate.SILENT_TOWARDS_CLIENT, ChunkFate.SILENT
    };

    private final SeededChance draws;
    private final Map<String, Deque<ChunkFate>> requests = new HashMap<>();
    private final Map<String, Deque<ChunkFate>> replies = new HashMap<>();

    ChunkFates(SeededChance draws) {
        this.draws = draws;
    }

    /** Orders {@code fate} for the next request of {@code client} that has no order yet. */
    public void orderForRequest(String client, ChunkFate fate) {
        requests.computeIfAbsent(client, name -> new ArrayDeque<>()).addLast(fate);
    }

    /** Orders {@code fate} for the next reply to {@code client} that has no order yet. */
    public void orderForReply(String client, ChunkFate fate) {
        replies.computeIfAbsent(client, name -> new ArrayDeque<>()).addLast(fate);
    }

    ChunkFate ofRequest(String client, NetworkFaults faults) {
        ChunkFate ordered = requests.isEmpty() ? null : poll(requests, client);
        if (ordered != null) {
            return ordered;
        }
        if (draws.happens(faults.cuts().beforePerMille())) {
            return draws.happens(faults.cuts().latePerMille()) ? ChunkFate.CUT_AND_LATE : ChunkFate.CUT_BEFORE;
        }
        if (draws.happens(faults.cuts().duringPerMille())) {
            return ChunkFate.CUT_AMID;
        }
        return draws.happens(faults.silentPerMille()) ? SILENCES[draws.nextInt(SILENCES.length)] : ChunkFate.ARRIVES;
    }

    ChunkFate ofReply(String client, NetworkFaults faults) {
        ChunkFate ordered = replies.isEmpty() ? null : poll(replies, client);
        if (ordered != null) {
            return ordered;
        }
        if (draws.happens(faults.cuts().afterPerMille())) {
            return ChunkFate.CUT_AFTER;
        }
        return draws.happens(faults.cuts().duringPerMille()) ? ChunkFate.CUT_AMID : ChunkFate.ARRIVES;
    }

    private static @Nullable ChunkFate poll(Map<String, Deque<ChunkFate>> ordered, String client) {
        Deque<ChunkFate> fates = ordered.get(client);
        return fates == null ? null : fates.pollFirst();
    }
}
