package dev.latchkey.app.lock;

import dev.latchkey.app.ask.ListCommand;
import dev.latchkey.app.console.Json;
import dev.latchkey.client.lock.holder.LockHolder;
import dev.latchkey.core.Value;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Describes the holders of locks, as a line of text or as a JSON object. */
final class HolderPrinter {

    private static final String UNKNOWN = "-";

    private HolderPrinter() {}

    /** A sentence about a lock that may be free. */
    static String sentence(String name, Optional<LockHolder> holder) {
        return "lock '" + shown(name) + "' is "
                + holder.map(HolderPrinter::heldBy).orElse("free");
    }

    private static String heldBy(LockHolder holder) {
        return "held by " + who(holder)
                + holder.since().map(since -> " since " + since).orElse("");
    }

    /** The token, and the owner text if there is one. */
    static String who(LockHolder holder) {
        String owner = shown(holder.owner());
        return "token " + holder.token() + (owner.isEmpty() ? "" : " (" + owner + ")");
    }

    /** A line of a list of held locks: name, token, time and owner text, separated by tabs. */
    static String line(String name, LockHolder holder) {
        return String.join(
                "\t",
                shown(name),
                holder.token().toString(),
                holder.since().map(Instant::toString).orElse(UNKNOWN),
                holder.owner().isEmpty() ? UNKNOWN : shown(holder.owner()));
    }

    static String json(String name, @Nullable LockHolder holder) {
        return Json.object(json -> {
            json.writeStringField("lock", name);
            json.writeBooleanField("held", holder != null);
            if (holder != null) {
                Json.version(json, "token", holder.token());
                json.writeStringField(
                        "since", holder.since().map(Instant::toString).orElse(null));
                json.writeStringField("owner", holder.owner());
            }
        });
    }

    private static String shown(String text) {
        return ListCommand.shown(Value.of(text));
    }
}
