package dev.latchkey.app.disk;

import dev.latchkey.app.console.Json;
import dev.latchkey.log.SnapshotFile;
import dev.latchkey.log.files.SnapshotHeader;

/**
 * The result of inspecting a valid backup, or a snapshot file of a data directory, as text or JSON.
 *
 * @param file the file name as given
 * @param backup whether it is a backup, not a snapshot that belongs to a log
 */
record InspectedFile(String file, boolean backup, SnapshotHeader header, long bytes) {

    static InspectedFile of(String file, SnapshotFile sound) {
        return new InspectedFile(file, sound.standsAlone(), sound.header(), sound.bytes());
    }

    String text() {
        long last = header.covered().index();
        String kind = backup
                ? "a valid backup at revision " + Inspected.number(last)
                : "a valid snapshot of a log, up to record " + Inspected.number(last);
        return file + " is " + kind + ": " + Inspected.counted(bytes, "byte") + ", store " + Inspected.storeId(header);
    }

    String json() {
        return Json.object(json -> {
            json.writeBooleanField("sound", true);
            json.writeStringField("file", file);
            json.writeStringField("kind", backup ? "backup" : "snapshot");
            json.writeNumberField(backup ? "revision" : "last", header.covered().index());
            json.writeNumberField("bytes", bytes);
            json.writeStringField("store", Inspected.storeId(header));
        });
    }

    static String refusedJson(String file, String refusal) {
        return Json.object(json -> {
            json.writeBooleanField("sound", false);
            json.writeStringField("file", file);
            json.writeStringField("refusal", refusal);
        });
    }
}
