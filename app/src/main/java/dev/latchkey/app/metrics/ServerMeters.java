package dev.latchkey.app.metrics;

import static dev.latchkey.app.metrics.Meter.bytes;
import static dev.latchkey.app.metrics.Meter.bytesTotal;
import static dev.latchkey.app.metrics.Meter.counter;
import static dev.latchkey.app.metrics.Meter.gauge;
import static dev.latchkey.app.metrics.Meter.secondsTotal;

import dev.latchkey.server.stats.ServerFigures;
import java.util.List;

/** The figures of every server that are one number: connections, buffers, keys, sessions and follows. */
final class ServerMeters {

    private static final double MILLIS_PER_SECOND = 1e3;

    static final List<Meter<ServerFigures>> ALL = List.of(
            gauge("latchkey.connections", "Open client connections.", ServerFigures::connections),
            gauge(
                    "latchkey.connections.limit",
                    "The maximum number of client connections.",
                    ServerFigures::connectionsMax),
            gauge(
                    "latchkey.connections.unauthenticated",
                    "Open connections that are not authenticated although a password is required.",
                    ServerFigures::unauthenticated),
            counter(
                    "latchkey.connections.accepted",
                    "Connections accepted, including those refused afterwards.",
                    ServerFigures::connectionsEver),
            counter(
                    "latchkey.connections.refused",
                    "Connections refused, or closed before authentication, because there were too many.",
                    ServerFigures::connectionsRefused),
            counter("latchkey.logins.failed", "Wrong passwords.", ServerFigures::loginsFailed),
            counter("latchkey.unknown.commands", "Requests whose command does not exist.", now -> now.commands()
                    .unknownCommands()),
            counter("latchkey.protocol.errors", "Connections closed because of a protocol error.", now -> now.commands()
                    .protocolErrors()),
            counter(
                    "latchkey.other.protocol.connections",
                    "Connections closed because the client spoke another protocol, such as HTTP.",
                    now -> now.commands().nonRespClients()),
            bytesTotal("latchkey.received", "Input received from clients, after decryption.", now -> now.commands()
                    .receivedBytes()),
            bytesTotal(
                    "latchkey.sent", "Replies and pushes written for clients, before encryption.", now -> now.commands()
                            .sentBytes()),
            bytes("latchkey.input.buffer", "Memory used for incomplete requests.", ServerFigures::inputBytes),
            bytes(
                    "latchkey.input.buffer.limit",
                    "The limit of the memory for incomplete requests.",
                    ServerFigures::inputBytesMax),
            bytes(
                    "latchkey.output.buffer",
                    "Memory used for replies that clients have not read.",
                    ServerFigures::outputBytes),
            bytes(
                    "latchkey.output.buffer.limit",
                    "The limit of the memory for replies that clients have not read.",
                    ServerFigures::outputBytesMax),
            bytes("latchkey.reply.queue", "Memory used for queued replies.", ServerFigures::replyQueueBytes),
            bytes(
                    "latchkey.reply.queue.limit",
                    "The limit of the memory for queued replies.",
                    ServerFigures::replyQueueBytesMax),
            bytes(
                    "latchkey.direct.memory",
                    "Direct memory used for network buffers; -1 where the JVM does not report it.",
                    ServerFigures::directBytes),
            bytes("latchkey.direct.memory.limit", "The limit of direct memory.", ServerFigures::directBytesMax),
            gauge(
                    "latchkey.event.loop.pending.tasks",
                    "Tasks that wait to be run by the event loops.",
                    ServerFigures::pendingTasks),
            gauge("latchkey.keys", "Keys that exist.", now -> now.keyspace().keys()),
            gauge("latchkey.tombstones", "Deleted keys whose last version is kept.", now -> now.keyspace()
                    .tombstones()),
            gauge("latchkey.store.revision", "The revision of the store: its writes so far.", now -> now.keyspace()
                    .revision()),
            bytes("latchkey.store.memory", "Estimated memory of keys, values and tombstones.", now -> now.keyspace()
                    .bytes()),
            bytes(
                    "latchkey.store.memory.limit",
                    "The memory limit; puts that would exceed it are refused with ERRFULL.",
                    now -> now.keyspace().bytesMax()),
            bytes(
                    "latchkey.snapshot.copies.memory",
                    "Estimated memory of the copies that open snapshots and backups need.",
                    now -> now.keyspace().heldBytes()),
            bytes(
                    "latchkey.snapshot.copies.memory.limit",
                    "The limit of the memory for the copies that open snapshots and backups need.",
                    now -> now.keyspace().heldBytesMax()),
            counter(
                    "latchkey.snapshots.ended.for.memory",
                    "Snapshots and backups ended because their copies used too much memory.",
                    now -> now.keyspace().snapshotsEnded()),
            gauge("latchkey.sessions", "Open sessions.", now -> now.sessions().sessions()),
            gauge(
                    "latchkey.session.owned.keys",
                    "Keys owned by sessions. Locks that clients hold and tickets of lock queues are such keys.",
                    now -> now.sessions().ownedKeys()),
            gauge("latchkey.session.recorded.replies", "Replies that sessions keep for retries.", now -> now.sessions()
                    .recordedReplies()),
            bytes(
                    "latchkey.session.memory",
                    "Estimated memory of sessions, recorded replies and the ownership of keys.",
                    now -> now.sessions().bytes()),
            counter("latchkey.sessions.opened", "Sessions opened.", now -> now.sessions()
                    .opened()),
            counter(
                    "latchkey.sessions.expired",
                    "Sessions ended because their time to live had passed. Their clients may have held locks.",
                    now -> now.sessions().expired()),
            counter("latchkey.sessions.closed", "Sessions closed by clients.", now -> now.sessions()
                    .closed()),
            secondsTotal(
                    "latchkey.session.pauses",
                    "Time that did not count for sessions, because the process was suspended or the disk did"
                            + " not respond.",
                    now -> now.sessions().pauses().toMillis() / MILLIS_PER_SECOND),
            gauge("latchkey.followers", "Connections that have a follow.", now -> now.commands()
                    .followers()),
            gauge("latchkey.follows", "Follows of all connections.", now -> now.commands()
                    .follows()),
            counter("latchkey.follow.events", "Events pushed to followers.", now -> now.commands()
                    .pushedEvents()),
            counter(
                    "latchkey.followers.closed",
                    "Connections closed because they followed too slowly.",
                    now -> now.commands().closedFollowers()),
            gauge("latchkey.history.events", "Events in the event history.", now -> now.history()
                    .events()),
            gauge(
                    "latchkey.history.events.limit",
                    "The maximum number of events in the event history.",
                    now -> now.history().eventsMax()),
            bytes("latchkey.history.memory", "Estimated memory of the event history.", now -> now.history()
                    .bytes()),
            bytes("latchkey.history.memory.limit", "The limit of the memory of the event history.", now -> now.history()
                    .bytesMax()),
            gauge(
                    "latchkey.history.oldest.revision",
                    "The revision after which every event is in the event history.",
                    now -> now.history().oldestRevision()));

    private ServerMeters() {}
}
