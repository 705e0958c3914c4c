package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.foreign.ServedNode;
import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.bytes.StateSnapshot;
import dev.latchkey.core.state.StateMachine;
import dev.latchkey.log.LogInspection;
import dev.latchkey.log.SnapshotFile;
import dev.latchkey.log.disk.NioDisk;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A restore reproduces a backup byte for byte, rejects a damaged one, and never overwrites existing files. */
final class BackupCommandTest {

    private static final CommandRun.Given ALONE = CommandRun.Given.environment(Map.of());

    private final ServedNode node = ServedNode.open();
    private final CommandRun.Given given = CommandRun.Given.server(node.port());

    private final Path folder;
    private final Path file;
    private final Path data;

    BackupCommandTest(@TempDir Path folder) {
        this.folder = folder;
        this.file = folder.resolve("store.backup");
        this.data = folder.resolve("data");
    }

    @BeforeEach
    void write() {
        given.run("put", "a", "1", "0");
        given.run("put", "b", "1", "0");
        given.run("put", "b", "2", "1");
        given.run("del", "a", "1");
        given.run("put", "large", "x".repeat(70_000), "0");
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private static CommandRun done(CommandRun run) {
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        return run;
    }

    private CommandRun backUp() {
        return given.run("backup", file.toString());
    }

    private CommandRun restore() {
        return ALONE.run("restore", file.toString(), "--data", data.toString());
    }

    private static byte[] body(Path folder, String name) throws IOException {
        try (InputStream body =
                SnapshotFile.checked(NioDisk.existing(folder), name).body()) {
            return body.readAllBytes();
        }
    }

    private static Map<String, List<Byte>> contents(Path folder) throws IOException {
        Map<String, List<Byte>> contents = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path each : files.toList()) {
                Byte[] bytes = new Byte[(int) Files.size(each)];
                byte[] read = Files.readAllBytes(each);
                Arrays.setAll(bytes, i -> read[i]);
                contents.put(String.valueOf(each.getFileName()), Arrays.asList(bytes));
            }
        }
        return contents;
    }

    @Test
    void restoreReproducesTheBackup() throws IOException {
        assertThat(done(backUp()).out())
                .matches(".*store.backup holds store [0-9a-f]{32} at revision 5, [0-9,]+ bytes\n");
        assertThat(done(restore()).out())
                .matches(".*data holds 2 keys at revision 5: store [0-9a-f]{32}, restored from store [0-9a-f]{32}\n");
        LogInspection seen = LogInspection.of(NioDisk.existing(data));
        assertThat(seen.refusal()).isEmpty();
        assertThat(seen.cut()).isEmpty();
        assertThat(seen.last()).isEqualTo(5);
        byte[] state = body(data, "0000000000000000005.snapshot");
        assertThat(state).isEqualTo(body(folder, "store.backup"));
        ByteArrayInputStream in = new ByteArrayInputStream(state);
        StateMachine store = StateMachine.restore(in::read, new SipHash(1, 2), (done, inAll) -> {});
        assertThat(store.revision()).isEqualTo(5);
        assertThat(store.tombstones()).isEqualTo(1);
        assertThat(bytes(store)).isEqualTo(state);
    }

    private static byte[] bytes(StateMachine store) {
        ByteArrayOutputStream state = new ByteArrayOutputStream();
        try (StateSnapshot snapshot = store.snapshot()) {
            while (!snapshot.isDone()) {
                state.writeBytes(snapshot.next(1_000));
            }
        }
        return state.toByteArray();
    }

    /** A lock that was held when the backup was taken is free in the restored store. */
    @Test
    void noSessionSurvivesARestoreAndItsKeysAreDeleted() throws IOException {
        try (InlineClient holder = new InlineClient(node.port())) {
            assertThat(holder.ask("SESSION OPEN 86400000")).isEqualTo("*2");
            assertThat(holder.line()).isEqualTo("$32");
            String session = holder.line();
            assertThat(holder.line()).as("the store").isEqualTo("$32");
            assertThat(holder.line()).hasSize(32);
            assertThat(holder.ask("PUT lock/build me 0 OWNER " + session)).isEqualTo(":1");
            done(backUp());
        }
        assertThat(done(restore()).out()).contains("holds 2 keys at revision 7").endsWith("; 1 session ended\n");
        ByteArrayInputStream in = new ByteArrayInputStream(body(data, "0000000000000000006.snapshot"));
        StateMachine store = StateMachine.restore(in::read, new SipHash(1, 2), (done, inAll) -> {});
        assertThat(store.sessions().size()).isZero();
        assertThat(store.apply(new Command.Get(Key.of("lock/build")))).isEqualTo(Reply.NoKey.INSTANCE);
        assertThat(store.apply(new Command.Put(Key.of("lock/build"), Value.of("other"), Version.NONE)))
                .as("versions continue")
                .isEqualTo(new Reply.Written(Version.of(3)));
    }

    @Test
    void restoredStoreHasANewId() {
        done(backUp());
        done(restore());
        String before =
                done(ALONE.run("log", "inspect", "--json", file.toString())).out();
        String after =
                done(ALONE.run("log", "inspect", "--json", data.toString())).out();
        String id = "\"store\":\"[0-9a-f]{32}\"";
        assertThat(before).containsPattern(id);
        assertThat(after).containsPattern(id);
        assertThat(storeOf(before)).isNotEqualTo(storeOf(after));
    }

    private static String storeOf(String json) {
        int at = json.indexOf("\"store\":\"") + 9;
        return json.substring(at, at + 32);
    }

    @Test
    void filesAreAccessibleToTheOwnerOnly() throws IOException {
        done(backUp());
        done(restore());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                .isEqualTo("rwx------");
    }

    @Test
    void emptyStoreIsRestoredEmpty() {
        try (ServedNode empty = ServedNode.open()) {
            done(CommandRun.Given.server(empty.port()).run("backup", file.toString()));
        }
        assertThat(done(restore()).out()).contains("data holds 0 keys at revision 0: ");
        assertThat(done(ALONE.run("log", "inspect", data.toString())).out())
                .startsWith("startup would load the snapshot up to record 0, replay 0 records and continue after record"
                        + " 0\n");
    }

    @Test
    void existingFileIsNotOverwritten() throws IOException {
        Files.writeString(file, "mine");
        CommandRun run = backUp();
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).isEqualTo("latchkey backup: " + file + " already exists; it was not changed\n");
        assertThat(contents(folder)).containsOnlyKeys("store.backup");
        assertThat(file).content().isEqualTo("mine");
    }

    @Test
    void missingDirectoryIsNamed() {
        CommandRun run = given.run("backup", folder.resolve("no/file").toString());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).isEqualTo("latchkey backup: " + folder.resolve("no") + " does not exist\n");
    }

    @Test
    void directoryWithALogIsNotChanged() throws IOException {
        done(backUp());
        done(restore());
        Map<String, List<Byte>> before = contents(data);
        CommandRun run = restore();
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).isEqualTo("latchkey restore: " + data + " already contains a log; it was not changed\n");
        before.remove("lock");
        Map<String, List<Byte>> after = contents(data);
        after.remove("lock");
        assertThat(after).isEqualTo(before);
    }

    @Test
    void damagedOrTruncatedFileIsRefusedBeforeAnythingIsWritten() throws IOException {
        done(backUp());
        byte[] sound = Files.readAllBytes(file);
        for (int at = 0; at < sound.length; at += 1 + at / 4) {
            byte[] damaged = sound.clone();
            damaged[at] ^= 0x10;
            assertRefused(damaged, "byte " + at);
            assertRefused(Arrays.copyOf(sound, at), "length " + at);
        }
        assertRefused(Arrays.copyOf(sound, sound.length - 1), "the last byte");
    }

    private void assertRefused(byte[] damaged, String what) throws IOException {
        Files.write(file, damaged);
        CommandRun run = restore();
        assertThat(run.exitCode()).as(what).isEqualTo(5);
        assertThat(run.err()).as(what).startsWith("latchkey restore: " + file + " is corrupted at offset ");
        assertThat(data).as(what).doesNotExist();
        CommandRun inspection = ALONE.run("log", "inspect", file.toString());
        assertThat(inspection.exitCode()).as(what).isEqualTo(5);
        assertThat(inspection.out()).as(what).startsWith("restore would fail: " + file + " is corrupted");
    }

    @Test
    void validFileWithoutAStateIsRefusedBeforeAnythingIsWritten() {
        SnapshotFile.write(NioDisk.existing(folder), "store.backup", 5, new byte[16], out -> out.write(new byte[99]));
        CommandRun run = restore();
        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.err()).startsWith("latchkey restore: " + file + " cannot be restored: ");
        assertThat(data).doesNotExist();
        assertInspectionRefusesAsWell(file, run);
    }

    @Test
    void fileThatClaimsAnotherRevisionIsRefused() throws IOException {
        done(backUp());
        byte[] state = body(folder, "store.backup");
        SnapshotFile.write(NioDisk.existing(folder), "other", 6, new byte[16], out -> out.write(state));
        CommandRun run = ALONE.run("restore", folder.resolve("other").toString(), "--data", data.toString());
        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.err()).endsWith("its header says revision 6, but it contains revision 5\n");
        assertThat(data).doesNotExist();
        assertInspectionRefusesAsWell(folder.resolve("other"), run);
    }

    /** Requires that the inspection gives the same reason as the restore. */
    private static void assertInspectionRefusesAsWell(Path file, CommandRun restore) {
        String said = "latchkey restore: " + file + " cannot be restored: ";
        assertThat(restore.err()).startsWith(said);
        String reason = restore.err().substring(said.length());
        CommandRun inspection = ALONE.run("log", "inspect", file.toString());
        assertThat(inspection.exitCode()).isEqualTo(5);
        assertThat(inspection.out()).isEqualTo("restore would fail: " + file + ": " + reason);
        assertThat(ALONE.run("log", "inspect", "--json", file.toString()).out())
                .startsWith("{\"sound\":false,")
                .contains(reason.strip());
    }

    @Test
    void snapshotFromADataDirectoryIsRestoredToo() {
        done(backUp());
        done(restore());
        Path again = folder.resolve("again");
        String snapshot = data.resolve("0000000000000000005.snapshot").toString();
        done(ALONE.run("restore", snapshot, "--data", again.toString()));
        assertThat(LogInspection.of(NioDisk.existing(again)).last()).isEqualTo(5);
        assertThat(done(ALONE.run("log", "inspect", snapshot)).out())
                .contains(" is a valid snapshot of a log, up to record 5: ");
    }

    @Test
    void missingFileIsNamed() {
        CommandRun run = restore();
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).isEqualTo("latchkey restore: " + file + ": no such file\n");
    }

    @Test
    void backupToStandardOutputIsTheSameFileAndAPartOfItIsRefused() throws IOException {
        CommandRun run = given.run("backup", "-");
        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).matches("latchkey backup: wrote store [0-9a-f]{32} at revision 5, [0-9,]+ bytes\n");
        done(backUp());
        assertThat(run.bytes()).isEqualTo(Files.readAllBytes(file));
        for (int length : new int[] {0, 1, 64, run.bytes().length - 17, run.bytes().length - 1}) {
            assertRefused(Arrays.copyOf(run.bytes(), length), "length " + length);
        }
        Files.write(file, run.bytes());
        done(restore());
    }

    @Test
    void backupIsNotWrittenToATerminalNorMixedWithJson() {
        CommandRun terminal = given.onTerminal().run("backup", "-");
        assertThat(terminal.exitCode()).isEqualTo(2);
        assertThat(terminal.out()).isEmpty();
        assertThat(terminal.err()).contains("redirect standard output");
        CommandRun json = given.run("backup", "--json", "-");
        assertThat(json.exitCode()).isEqualTo(2);
        assertThat(json.out()).isEmpty();
        assertThat(Path.of("-")).doesNotExist();
    }

    @Test
    void outputForProgramsIsJson() {
        assertThat(done(given.run("backup", "--json", file.toString())).out())
                .matches(
                        "\\{\"file\":\".*store.backup\",\"store\":\"[0-9a-f]{32}\",\"revision\":5,\"bytes\":[0-9]+}\n");
        assertThat(done(ALONE.run("restore", "--json", file.toString(), "--data", data.toString()))
                        .out())
                .matches(
                        "\\{\"data\":\".*data\",\"keys\":2,\"revision\":5,\"sessions_ended\":0,\"store\":\"[0-9a-f]{32}\",\"from_store\":\"[0-9a-f]{32}\"}\n");
    }

    @Test
    void passwordIsRequired() {
        try (ServedNode locked = ServedNode.withPassword()) {
            CommandRun run = CommandRun.Given.server(locked.port()).run("backup", file.toString());
            assertThat(run.exitCode()).isEqualTo(4);
            assertThat(run.err()).contains("NOAUTH");
            assertThat(file).doesNotExist();
        }
    }

    @Test
    void restoreNeedsTheNameOfADirectory() {
        for (String name : new String[] {"", " "}) {
            CommandRun run = ALONE.run("restore", file.toString(), "--data", name);
            assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE.code());
            assertThat(run.err()).contains("--data is missing or empty");
        }
    }
}
