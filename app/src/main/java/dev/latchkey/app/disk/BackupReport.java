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
record BackupReport(String file, boolean backup, SnapshotHeader header, long bytes) {

    static BackupReport of(String file, SnapshotFile sound) {
        return new BackupReport(file, sound.standsAlone(), sound.header(), sound.bytes());
    }

    String text() {
        long last = header.covered().index();
        String kind = backup
                ? "a valid backup at revision " + DirectoryReport.number(last)
                : "a valid snapshot of a log, up to record " + DirectoryReport.number(last);
        return file + " is " + kind + ": " + DirectoryReport.counted(bytes, "byte") + ", store "
                + DirectoryReport.storeId(header);
    }

    String json() {
        return Json.object(json -> {
            json.writeBooleanField("sound", true);
            json.writeStringField("file", file);
            json.writeStringField("kind", backup ? "backup" : "snapshot");
            json.writeNumberField(backup ? "revision" : "last", header.covered().index());
            json.writeNumberField("bytes", bytes);
            json.writeStringField("store", DirectoryReport.storeId(header));
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
