package dev.latchkey.client.lock.waiting;

import dev.latchkey.client.lock.holder.LockHolder;
import dev.latchkey.client.lock.holder.LockWaiter;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import java.util.ArrayList;
import java.util.List;

/** Who holds a lock, and who waits for it, in the order of the queue. */
public record QueueStatus(List<LockHolder> holders, List<LockWaiter> waiters) {

    /** The clients of a lock whose hold is the key of the lock: all tickets are those of clients that wait. */
    public static QueueStatus ofWaiters(List<Ticket> tickets) {
        return new QueueStatus(
                List.of(),
                tickets.stream().map(ticket -> LockWaiter.of(ticket.value())).toList());
    }

    /** The clients of a lock whose granted tickets are its holds. */
    public static QueueStatus of(List<Ticket> tickets) {
        List<LockHolder> holders = new ArrayList<>();
        List<LockWaiter> waiters = new ArrayList<>();
        for (int i = 0; i < tickets.size(); i++) {
            Ticket ticket = tickets.get(i);
            if (ticket.mode().blockers(tickets.subList(0, i)).isEmpty()) {
                Versioned asHold = new Versioned(ticket.value(), Version.of(ticket.revision()), ticket.revision());
                LockHolder.of(asHold).ifPresent(holders::add);
            } else {
                waiters.add(LockWaiter.of(ticket.value()));
            }
        }
        return new QueueStatus(holders, waiters);
    }
}
