package dev.latchkey.app.lock;

import dev.latchkey.app.console.Json;
import dev.latchkey.client.lock.holder.LockHolder;
import dev.latchkey.client.lock.holder.LockWaiter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Describes the leader of an election, as a line of text or as a JSON object. */
final class LeaderPrinter {

    private LeaderPrinter() {}

    static String sentence(String name, Optional<LockHolder> leader) {
        String election = "election '" + HolderPrinter.shown(name) + "' ";
        return leader.map(holder -> election + "is led by " + HolderPrinter.who(holder)
                        + holder.since().map(since -> " since " + since).orElse(""))
                .orElse(election + "has no leader");
    }

    static String json(String name, @Nullable LockHolder leader, List<LockWaiter> candidates) {
        return Json.object(json -> {
            json.writeStringField("election", name);
            json.writeBooleanField("led", leader != null);
            HolderPrinter.writeHolder(json, leader);
            HolderPrinter.writeWaiters(json, "candidates", candidates);
        });
    }
}
