package dev.latchkey.app.disk;

import dev.latchkey.app.console.Json;
import dev.latchkey.log.SnapshotFile;
import dev.latchkey.log.files.SnapshotHeader;

/**
 * A backup that is sound, in words; or a snapshot from beside a log.
 *
 * @param file as it was named
 * @param backup whether it stands alone
 */
record InspectedFile(String file, boolean backup, SnapshotHeader header, long bytes) {

    static InspectedFile of(String file, SnapshotFile sound) {
        return new InspectedFile(file, sound.standsAlone(), sound.header(), sound.bytes());
    }

    String text() {
        long last = header.covered().index();
        String kind = backup
                ? "a sound backup at revision " + Inspected.number(last)
                : "a sound snapshot from beside a log, up to record " + Inspected.number(last);
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
