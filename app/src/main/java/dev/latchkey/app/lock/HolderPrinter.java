package dev.latchkey.app.lock;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.latchkey.app.ask.ListCommand;
import dev.latchkey.app.console.Json;
import dev.latchkey.client.lock.holder.LockHolder;
import dev.latchkey.client.lock.holder.LockWaiter;
import dev.latchkey.core.Value;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Describes the holders of locks, as a line of text or as a JSON object. */
final class HolderPrinter {

    private static final String UNKNOWN = "-";

    private HolderPrinter() {}

    /** A sentence about a lock that may be free. */
    static String sentence(String noun, String name, Optional<LockHolder> holder) {
        return noun + " '" + shown(name) + "' is "
                + holder.map(HolderPrinter::heldBy).orElse("free");
    }

    private static String heldBy(LockHolder holder) {
        return "held by " + who(holder)
                + holder.since().map(since -> " since " + since).orElse("");
    }

    /** A line for each client that waits, in order. */
    static List<String> lines(List<LockWaiter> waiters) {
        List<String> lines = new ArrayList<>();
        for (LockWaiter waiter : waiters) {
            String owner = waiter.owner().isEmpty() ? UNKNOWN : shown(waiter.owner());
            lines.add("waiting " + (lines.size() + 1) + ": " + owner
                    + waiter.since().map(since -> " since " + since).orElse(""));
        }
        return lines;
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
        return Json.object(json -> writeLock(json, name, holder));
    }

    /** A lock with the clients that wait for it, in order. */
    static String json(String name, @Nullable LockHolder holder, List<LockWaiter> waiters) {
        return Json.object(json -> {
            writeLock(json, name, holder);
            writeWaiters(json, "waiters", waiters);
        });
    }

    /** Writes the clients that wait, in order, as an array. */
    static void writeWaiters(JsonGenerator json, String field, List<LockWaiter> waiters) throws IOException {
        json.writeArrayFieldStart(field);
        for (LockWaiter waiter : waiters) {
            json.writeStartObject();
            json.writeStringField("since", waiter.since().map(Instant::toString).orElse(null));
            json.writeStringField("owner", waiter.owner());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeLock(JsonGenerator json, String name, @Nullable LockHolder holder) throws IOException {
        json.writeStringField("lock", name);
        json.writeBooleanField("held", holder != null);
        writeHolder(json, holder);
    }

    /** Writes the fields of a holder, if there is one. */
    static void writeHolder(JsonGenerator json, @Nullable LockHolder holder) throws IOException {
        if (holder != null) {
            Json.version(json, "token", holder.token());
            json.writeStringField("since", holder.since().map(Instant::toString).orElse(null));
            json.writeStringField("owner", holder.owner());
        }
    }

    static String shown(String text) {
        return ListCommand.shown(Value.of(text));
    }
}
