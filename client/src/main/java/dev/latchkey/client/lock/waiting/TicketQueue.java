package dev.latchkey.client.lock.waiting;

import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.client.lock.loss.LockRefusedException;
import dev.latchkey.core.Command.ListKeys;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply.Listed;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads the tickets of one queue. A read consists of several requests, so a ticket that is deleted meanwhile may or may not be found; a
 * ticket that exists all the time is found. All methods may be called on any thread.
 */
public final class TicketQueue {

    /** The largest number of tickets in a queue that are read. */
    public static final int TICKETS_MAX = 10_000;

    /** The number of reads in flight at the same time. */
    private static final int READS_MAX = 128;

    private final AsyncClerk reader;
    private final TicketKeys keys;

    /** @param reader should be bound to a store, so that a queue is not read from two */
    public TicketQueue(AsyncClerk reader, TicketKeys keys) {
        this.reader = reader;
        this.keys = keys;
    }

    /** Reads one ticket; empty if it does not exist. */
    CompletableFuture<Optional<Versioned>> find(Key ticket) {
        return reader.get(ticket);
    }

    /** The keys of all tickets and their versions, in no useful order. */
    CompletableFuture<Map<Key, Version>> versions() {
        CompletableFuture<Map<Key, Version>> result = new CompletableFuture<>();
        readPage(null, new LinkedHashMap<>(), result);
        return result;
    }

    private void readPage(@Nullable Key after, Map<Key, Version> found, CompletableFuture<Map<Key, Version>> result) {
        reader.list(new ListKeys(keys.prefix(), after, ListKeys.LIMIT_DEFAULT, false))
                .whenComplete((page, failure) -> {
                    if (failure != null) {
                        result.completeExceptionally(failure);
                        return;
                    }
                    for (Listed.Entry entry : page.entries()) {
                        if (keys.modeOf(entry.key()).isPresent()) {
                            found.put(entry.key(), entry.version());
                        }
                    }
                    if (found.size() > TICKETS_MAX) {
                        result.completeExceptionally(
                                new LockRefusedException("more than " + TICKETS_MAX + " clients wait for the lock"));
                    } else if (page.more() && !page.entries().isEmpty()) {
                        readPage(page.entries().get(page.entries().size() - 1).key(), found, result);
                    } else {
                        result.complete(found);
                    }
                });
    }

    /** All tickets, oldest first. */
    public CompletableFuture<List<Ticket>> read() {
        return versions().thenCompose(found -> readFrom(List.copyOf(found.keySet()), 0, new ArrayList<>()));
    }

    private CompletableFuture<List<Ticket>> readFrom(List<Key> found, int from, List<Ticket> tickets) {
        int to = Math.min(found.size(), from + READS_MAX);
        List<Key> some = found.subList(from, to);
        List<CompletableFuture<Optional<Versioned>>> reads =
                some.stream().map(reader::get).toList();
        return CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new)).thenCompose(all -> {
            for (int i = 0; i < some.size(); i++) {
                Key key = some.get(i);
                reads.get(i).join().ifPresent(content -> tickets.add(ticket(key, content)));
            }
            if (to < found.size()) {
                return readFrom(found, to, tickets);
            }
            tickets.sort(Comparator.comparingLong(Ticket::revision));
            return CompletableFuture.completedFuture(tickets);
        });
    }

    private Ticket ticket(Key key, Versioned content) {
        return new Ticket(
                key, content.version(), content.revision(), keys.modeOf(key).orElseThrow(), content.value());
    }
}
