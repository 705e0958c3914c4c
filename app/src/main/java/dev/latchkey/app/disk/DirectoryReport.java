package dev.latchkey.app.disk;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.latchkey.app.console.Json;
import dev.latchkey.log.LogInspection;
import dev.latchkey.log.RecoveryReport;
import dev.latchkey.log.errors.LogException;
import dev.latchkey.log.files.NodeId;
import dev.latchkey.log.files.SnapshotHeader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The result of inspecting a data directory, as text or JSON.
 *
 * @param unreadable why startup would fail although the log is valid so far: the store in it cannot be loaded, or other users may write
 *     to the directory
 * @param holder the process that seems to have the directory open
 */
record DirectoryReport(LogInspection log, Optional<String> unreadable, Optional<String> holder) {

    /** Why startup would fail. An unreadable state comes first, because recovery reaches it before any corruption after it. */
    Optional<String> refusal() {
        return unreadable.or(() -> log.refusal().map(LogException::getMessage));
    }

    /** The result in one sentence. */
    String summary() {
        if (refusal().isPresent()) {
            return "startup would fail: " + refusal().get();
        }
        if (log.segments().isEmpty() && log.snapshots().isEmpty()) {
            return "no log found: startup would create one";
        }
        Optional<LogInspection.Snapshot> loaded = log.snapshots().stream()
                .filter(snapshot -> snapshot.damage().isEmpty())
                .findFirst();
        return "startup would "
                + loaded.map(snapshot -> "load the snapshot up to record " + number(snapshot.last()) + ", ")
                        .orElse("")
                + "replay " + counted(log.records(), "record") + " and continue after record " + number(log.last())
                + log.cut()
                        .map(cut -> "; it would truncate a torn tail of " + counted(cut.bytes(), "byte"))
                        .orElse("");
    }

    String text() {
        List<String> lines = new ArrayList<>();
        lines.add(summary());
        holder.ifPresent(who -> lines.add(who + " seems to have the directory open, so this may already be outdated"));
        List<List<String>> rows = new ArrayList<>();
        log.segments().forEach(segment -> rows.add(row(segment)));
        log.snapshots().forEach(snapshot -> rows.add(row(snapshot)));
        lines.addAll(Columns.aligned(rows));
        log.cut()
                .ifPresent(cut -> lines.add("torn      " + cut.file() + " at offset " + number(cut.offset())
                        + ": at least " + counted(cut.records(), "record") + ", " + counted(cut.bytes(), "byte") + ": "
                        + cut.reason()));
        log.warnings().forEach(warning -> lines.add("warning   " + warning));
        return String.join("\n", lines);
    }

    private static List<String> row(LogInspection.Segment segment) {
        return List.of(
                "segment",
                segment.file(),
                "from record " + number(segment.first()),
                counted(segment.bytes(), "byte"),
                segment.damage()
                        .map(damage -> "CORRUPTED: " + damage.getMessage())
                        .orElseGet(() -> "epoch " + segment.epoch() + ", node "
                                + segment.node().map(NodeId::toString).orElse("unknown")));
    }

    private static List<String> row(LogInspection.Snapshot snapshot) {
        return List.of(
                "snapshot",
                snapshot.file(),
                "up to record " + number(snapshot.last()),
                counted(snapshot.bytes(), "byte"),
                snapshot.damage()
                        .map(damage -> "CORRUPTED: " + damage.getMessage())
                        .orElseGet(() -> snapshot.header()
                                .map(header -> "verified, epoch " + header.epoch() + ", store " + storeId(header))
                                .orElse("")));
    }

    /** The store id in hex digits, as printed everywhere. */
    static String storeId(SnapshotHeader header) {
        byte[] bytes = new byte[header.storeId().remaining()];
        header.storeId().get(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    static String counted(long count, String what) {
        return number(count) + " " + what + (count == 1 ? "" : "s");
    }

    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    String json() {
        return Json.object(json -> {
            json.writeBooleanField("sound", refusal().isEmpty());
            json.writeStringField("summary", summary());
            if (refusal().isPresent()) {
                json.writeStringField("refusal", refusal().get());
            }
            if (holder.isPresent()) {
                json.writeStringField("holder", holder.get());
            }
            json.writeNumberField("records", log.records());
            json.writeNumberField("last", log.last());
            segments(json);
            snapshots(json);
            if (log.cut().isPresent()) {
                cut(json, log.cut().get());
            }
            json.writeArrayFieldStart("warnings");
            for (String warning : log.warnings()) {
                json.writeString(warning);
            }
            json.writeEndArray();
        });
    }

    private void segments(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("segments");
        for (LogInspection.Segment segment : log.segments()) {
            json.writeStartObject();
            json.writeStringField("file", segment.file());
            json.writeNumberField("first", segment.first());
            json.writeNumberField("bytes", segment.bytes());
            if (segment.node().isPresent()) {
                json.writeStringField("node", segment.node().get().toString());
                json.writeNumberField("epoch", segment.epoch());
            }
            damage(json, segment.damage());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void snapshots(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("snapshots");
        for (LogInspection.Snapshot snapshot : log.snapshots()) {
            json.writeStartObject();
            json.writeStringField("file", snapshot.file());
            json.writeNumberField("last", snapshot.last());
            json.writeNumberField("bytes", snapshot.bytes());
            if (snapshot.header().isPresent()) {
                SnapshotHeader header = snapshot.header().get();
                json.writeStringField("node", header.node().toString());
                json.writeNumberField("epoch", header.epoch());
                json.writeStringField("store", storeId(header));
            }
            damage(json, snapshot.damage());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void damage(JsonGenerator json, Optional<LogException> damage) throws IOException {
        if (damage.isPresent()) {
            json.writeStringField("damage", damage.get().getMessage());
        }
    }

    private static void cut(JsonGenerator json, RecoveryReport.Cut cut) throws IOException {
        json.writeObjectFieldStart("cut");
        json.writeStringField("file", cut.file());
        json.writeNumberField("offset", cut.offset());
        json.writeNumberField("records", cut.records());
        json.writeNumberField("bytes", cut.bytes());
        json.writeStringField("reason", cut.reason());
        json.writeEndObject();
    }
}
