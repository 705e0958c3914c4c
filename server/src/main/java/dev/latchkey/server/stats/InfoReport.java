package dev.latchkey.server.stats;

import dev.latchkey.core.StoreId;
import dev.latchkey.engine.HistoryFigures;
import dev.latchkey.engine.KeyspaceSize;
import dev.latchkey.engine.Persistence;
import dev.latchkey.engine.SessionFigures;
import dev.latchkey.log.RecoveryReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Formats the text of INFO: sections of {@code name:value} lines, in the format of Redis, which monitoring tools expect. */
public final class InfoReport {

    /** The Redis version by which clients decide which connection commands and reply formats they can use. */
    private static final String REDIS_VERSION = "7.2.0";

    /** Characters that could end a line early; only system properties could contain them. */
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private static final String UNITS = "BKMGTPE";

    /** Names that select every section. */
    private static final Set<String> ALL = Set.of("all", "default", "everything");

    private final Supplier<ServerFigures> figures;

    public InfoReport(Supplier<ServerFigures> figures) {
        this.figures = figures;
    }

    /** Returns the named sections; names are case-insensitive, and no names select all sections. */
    public String text(List<String> names) {
        ServerFigures now = figures.get();
        Map<String, BiConsumer<ServerFigures, StringBuilder>> sections = new LinkedHashMap<>();
        sections.put("server", InfoReport::server);
        sections.put("clients", InfoReport::clients);
        sections.put("memory", InfoReport::memory);
        sections.put("persistence", InfoReport::persistence);
        sections.put("stats", InfoReport::stats);
        sections.put("replication", InfoReport::replication);
        sections.put("cpu", InfoReport::cpu);
        sections.put("modules", InfoReport::modules);
        sections.put("commandstats", CommandSections::commandstats);
        sections.put("errorstats", CommandSections::errorstats);
        sections.put("latencystats", CommandSections::latencystats);
        sections.put("cluster", InfoReport::cluster);
        sections.put("keyspace", InfoReport::keyspace);
        sections.put("sessions", InfoReport::sessions);
        sections.put("follows", InfoReport::follows);
        List<String> wanted =
                names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
        boolean all = wanted.isEmpty() || wanted.stream().anyMatch(ALL::contains);
        StringBuilder text = new StringBuilder();
        sections.forEach((name, section) -> {
            if (all || wanted.contains(name)) {
                text.append(text.isEmpty() ? "" : "\r\n")
                        .append("# ")
                        .append(capitalised(name))
                        .append("\r\n");
                section.accept(now, text);
            }
        });
        return text.toString();
    }

    private static void server(ServerFigures figures, StringBuilder text) {
        line(text, "latchkey_version", ServerVersion.VERSION);
        line(text, "redis_version", REDIS_VERSION);
        line(text, "redis_mode", "standalone");
        line(text, "engine", figures.engine());
        line(text, "store", figures.storeId().map(StoreId::toString).orElse(""));
        line(text, "os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        line(text, "java_version", System.getProperty("java.version"));
        line(text, "multiplexing_api", figures.transport());
        line(text, "process_id", ProcessHandle.current().pid());
        line(text, "tcp_port", figures.port());
        line(text, "http_port", figures.httpPort());
        line(text, "uptime_in_seconds", figures.uptime().toSeconds());
        line(text, "uptime_in_days", figures.uptime().toDays());
    }

    private static void clients(ServerFigures figures, StringBuilder text) {
        line(text, "connected_clients", figures.connections());
        line(text, "maxclients", figures.connectionsMax());
        line(text, "tracking_clients", 0);
        line(text, "input_bytes_held", figures.inputBytes());
        line(text, "input_bytes_max", figures.inputBytesMax());
        line(text, "output_bytes_waiting", figures.outputBytes());
        line(text, "output_bytes_max", figures.outputBytesMax());
        line(text, "reply_queue_bytes", figures.replyQueueBytes());
        line(text, "reply_queue_bytes_max", figures.replyQueueBytesMax());
    }

    private static void memory(ServerFigures figures, StringBuilder text) {
        Runtime runtime = Runtime.getRuntime();
        sized(text, "used_memory", runtime.totalMemory() - runtime.freeMemory());
        line(text, "heap_committed_bytes", runtime.totalMemory());
        line(text, "heap_max_bytes", runtime.maxMemory());
        line(text, "store_bytes", figures.keyspace().bytes());
        sized(text, "maxmemory", figures.keyspace().bytesMax());
        line(text, "maxmemory_policy", "noeviction");
        line(text, "snapshot_copies_bytes", figures.keyspace().heldBytes());
        line(text, "snapshot_copies_bytes_max", figures.keyspace().heldBytesMax());
        line(text, "snapshots_ended_for_memory", figures.keyspace().snapshotsEnded());
        figures.persistence().ifPresent(persistence -> {
            line(text, "write_queue_bytes", persistence.queuedBytes());
            line(text, "write_queue_bytes_max", persistence.queuedBytesMax());
        });
        line(text, "direct_memory_bytes", figures.directBytes());
        line(text, "direct_memory_bytes_max", figures.directBytesMax());
        line(text, "machine_memory_bytes", MachineFigures.memoryBytes());
        sized(text, "total_system_memory", MachineFigures.memoryBytes());
    }

    /** A server answers only after recovery, so it never reports that it is loading. */
    private static void persistence(ServerFigures figures, StringBuilder text) {
        line(text, "loading", 0);
        line(text, "async_loading", 0);
        line(text, "durable", figures.persistence().isPresent() ? 1 : 0);
        line(text, "aof_enabled", figures.persistence().isPresent() ? 1 : 0);
        line(text, "aof_rewrite_in_progress", 0);
        line(
                text,
                "rdb_bgsave_in_progress",
                figures.persistence()
                                .filter(persistence -> persistence.snapshots().running())
                                .isPresent()
                        ? 1
                        : 0);
        figures.persistence().ifPresent(persistence -> {
            log(persistence, text);
            snapshots(persistence.snapshots(), text);
            recovery(persistence, text);
        });
    }

    private static void log(Persistence persistence, StringBuilder text) {
        line(text, "log_bytes", persistence.logBytes());
        line(text, "log_segments", persistence.segments());
        line(text, "log_last_index", persistence.lastIndex());
        line(text, "waiting_commands", persistence.queued());
        line(text, "disk_free_bytes", persistence.space().free());
        line(text, "disk_total_bytes", persistence.space().total());
        line(text, "disk_full", persistence.full() ? 1 : 0);
        line(text, "reserve_held", persistence.reserveHeld() ? 1 : 0);
        line(text, "forces", persistence.fsyncs().count());
        line(text, "last_force_usec", micros(persistence.lastFsync().toNanos()));
        line(
                text,
                "force_percentiles_usec",
                CommandSections.percentiles(persistence.fsyncs()) + ",max="
                        + micros(persistence.fsyncs().max()));
    }

    private static void snapshots(Persistence.Snapshots snapshots, StringBuilder text) {
        line(text, "snapshot_in_progress", snapshots.running() ? 1 : 0);
        line(text, "snapshot_last_index", snapshots.lastIndex().orElse(0));
        line(text, "snapshots_written", snapshots.written());
        line(text, "snapshots_given_up", snapshots.failed());
        line(text, "snapshot_last_bytes", snapshots.lastBytes());
        line(text, "snapshot_last_msec", snapshots.lastTime().toMillis());
    }

    private static void recovery(Persistence persistence, StringBuilder text) {
        RecoveryReport recovery = persistence.recovery();
        line(text, "node", recovery.node());
        line(text, "epoch", recovery.epoch());
        line(text, "recovery_msec", persistence.recoveryTime().toMillis());
        line(
                text,
                "recovery_snapshot_index",
                recovery.snapshot().map(header -> header.covered().index()).orElse(0L));
        line(text, "recovery_records", recovery.records());
        line(text, "recovery_log_bytes", recovery.bytes());
        line(
                text,
                "recovery_cut_records",
                recovery.cut().map(RecoveryReport.Cut::records).orElse(0));
        line(
                text,
                "recovery_cut_bytes",
                recovery.cut().map(RecoveryReport.Cut::bytes).orElse(0L));
    }

    private static void stats(ServerFigures figures, StringBuilder text) {
        CommandStats.Totals commands = figures.commands();
        line(text, "total_connections_received", figures.connectionsEver());
        line(text, "rejected_connections", figures.connectionsRefused());
        line(text, "acl_access_denied_auth", figures.loginsFailed());
        line(text, "total_commands_processed", commands.answered());
        line(
                text,
                "total_error_replies",
                commands.errors().values().stream().mapToLong(Long::longValue).sum());
        line(text, "unknown_commands", commands.unknownCommands());
        line(text, "protocol_errors", commands.protocolErrors());
        line(text, "foreign_connections", commands.nonRespClients());
        line(text, "total_net_input_bytes", commands.receivedBytes());
        line(text, "total_net_output_bytes", commands.sentBytes());
        line(text, "evicted_keys", 0);
        line(text, "pubsub_channels", 0);
        line(text, "pubsub_patterns", 0);
    }

    /** Clients that look for a primary, such as those of valkey-glide, read this section on connecting. */
    private static void replication(ServerFigures figures, StringBuilder text) {
        line(text, "role", "master");
        line(text, "connected_slaves", 0);
        line(text, "master_failover_state", "no-failover");
        line(text, "master_repl_offset", 0);
        line(text, "second_repl_offset", -1);
        line(text, "repl_backlog_active", 0);
        line(text, "repl_backlog_size", 0);
        line(text, "repl_backlog_first_byte_offset", 0);
        line(text, "repl_backlog_histlen", 0);
    }

    /** Why not the fields of Redis: the JVM does not report which part of the time was spent in the kernel. */
    private static void cpu(ServerFigures figures, StringBuilder text) {
        line(text, "used_cpu_total", String.format(Locale.ROOT, "%.6f", MachineFigures.cpuNanos() / 1_000_000_000.0));
    }

    /** There are no modules, so the section is its header, as in Redis. */
    private static void modules(ServerFigures figures, StringBuilder text) {}

    private static void cluster(ServerFigures figures, StringBuilder text) {
        line(text, "cluster_enabled", 0);
    }

    private static void keyspace(ServerFigures figures, StringBuilder text) {
        KeyspaceSize keyspace = figures.keyspace();
        line(text, "keys", keyspace.keys());
        line(text, "tombstones", keyspace.tombstones());
        line(text, "revision", keyspace.revision());
        line(text, "db0", "keys=" + keyspace.keys() + ",expires=0,avg_ttl=0");
    }

    private static void sessions(ServerFigures figures, StringBuilder text) {
        SessionFigures sessions = figures.sessions();
        line(text, "sessions", sessions.sessions());
        line(text, "session_owned_keys", sessions.ownedKeys());
        line(text, "session_recorded_replies", sessions.recordedReplies());
        line(text, "session_bytes", sessions.bytes());
        line(text, "sessions_opened", sessions.opened());
        line(text, "sessions_expired", sessions.expired());
        line(text, "sessions_closed", sessions.closed());
        line(text, "session_next_expiry_msec", sessions.nextExpiryMillis().orElse(-1));
        line(text, "session_pauses_msec", sessions.pauses().toMillis());
    }

    private static void follows(ServerFigures figures, StringBuilder text) {
        CommandStats.Totals totals = figures.commands();
        HistoryFigures history = figures.history();
        line(text, "followers", totals.followers());
        line(text, "follows", totals.follows());
        line(text, "follow_pushed_events", totals.pushedEvents());
        line(text, "followers_closed", totals.closedFollowers());
        line(text, "history_events", history.events());
        line(text, "history_events_max", history.eventsMax());
        line(text, "history_bytes", history.bytes());
        line(text, "history_bytes_max", history.bytesMax());
        line(text, "history_oldest_revision", history.oldestRevision());
    }

    /** A number of bytes, and the same in the largest fitting unit, as Redis rounds it. */
    private static void sized(StringBuilder text, String name, long bytes) {
        line(text, name, bytes);
        line(text, name + "_human", human(bytes));
    }

    static String human(long bytes) {
        double amount = bytes;
        int unit = 0;
        while (amount >= 1024 && unit < UNITS.length() - 1) {
            amount /= 1024;
            unit++;
        }
        return unit == 0 ? bytes + "B" : String.format(Locale.ROOT, "%.2f%s", amount, UNITS.charAt(unit));
    }

    static String micros(long nanos) {
        return String.format(Locale.ROOT, "%.3f", nanos / 1_000.0);
    }

    /** As Redis writes the names of sections. */
    private static String capitalised(String name) {
        return name.equals("cpu") ? "CPU" : name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    static void line(StringBuilder text, String name, Object value) {
        text.append(name)
                .append(':')
                .append(CONTROL.matcher(String.valueOf(value)).replaceAll("?"))
                .append("\r\n");
    }
}
