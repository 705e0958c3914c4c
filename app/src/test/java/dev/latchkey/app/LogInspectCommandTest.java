package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.bytes.LogRecord;
import dev.latchkey.core.bytes.RecordCodec;
import dev.latchkey.core.bytes.StateSnapshot;
import dev.latchkey.core.state.StateMachine;
import dev.latchkey.engine.durable.DurableEngine;
import dev.latchkey.engine.durable.DurableOptions;
import dev.latchkey.engine.recovery.StoreListener;
import dev.latchkey.engine.recovery.UnreadableStoreException;
import dev.latchkey.log.Log;
import dev.latchkey.log.Replay;
import dev.latchkey.log.disk.NioDisk;
import dev.latchkey.log.files.LogOptions;
import dev.latchkey.log.files.RecordBatch;
import dev.latchkey.log.files.SnapshotHeader;
import dev.latchkey.seams.SystemChance;
import dev.latchkey.seams.SystemTime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The inspection of a data directory reports what recovery would do with it, and what the operator should do. */
final class LogInspectCommandTest {

    private static final CommandRun.Given ALONE = CommandRun.Given.environment(Map.of());
    private static final StoreId STORE = new StoreId(1, 2);
    private static final byte[] ID = STORE.toBytes();
    private static final LogRecord BEGIN = new LogRecord.Begin(STORE, StateLimits.STANDARD);
    private static final LogOptions OPTIONS = new LogOptions(1 << 20, 0, 0);
    private static final String SEGMENT = "0000000000000000001.log";

    private final Path data;

    LogInspectCommandTest(@TempDir Path folder) {
        this.data = folder.resolve("data");
    }

    private static CommandRun inspect(Path place, String... more) {
        String[] arguments = new String[3 + more.length];
        arguments[0] = "log";
        arguments[1] = "inspect";
        arguments[2] = place.toString();
        System.arraycopy(more, 0, arguments, 3, more.length);
        return ALONE.run(arguments);
    }

    private Log open() {
        return Log.open(NioDisk.at(data), OPTIONS, SystemChance.seeded(1), new Replay() {
            @Override
            public void snapshot(SnapshotHeader header, InputStream body) {}

            @Override
            public void record(long index, ByteBuffer payload) {}
        });
    }

    private static void append(Log log, LogRecord... records) {
        RecordBatch batch = new RecordBatch(1 << 20);
        for (LogRecord record : records) {
            ByteBuffer bytes = ByteBuffer.allocate(RecordCodec.lengthOf(record));
            RecordCodec.encode(record, bytes);
            batch.add(bytes.array());
        }
        log.append(batch);
    }

    private static LogRecord.Write put(String key, String value, int expected) {
        return new LogRecord.Write(new Command.Put(Key.of(key), Value.of(value), Version.of(expected)));
    }

    private static LogRecord.Write delete(String key, int expected) {
        return new LogRecord.Write(new Command.Delete(Key.of(key), Version.of(expected)));
    }

    /** The bytes of a snapshot of a store after {@code writes}. */
    private static byte[] state(LogRecord.Write... writes) {
        StateMachine machine = new StateMachine(StateLimits.STANDARD, new SipHash(1, 2));
        for (LogRecord.Write write : writes) {
            machine.apply(write.command());
        }
        return snapshotOf(machine);
    }

    private static byte[] snapshotOf(StateMachine machine) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (StateSnapshot snapshot = machine.snapshot()) {
            while (!snapshot.isDone()) {
                bytes.writeBytes(snapshot.next(1 << 10));
            }
        }
        return bytes.toByteArray();
    }

    /** Writes three records, a snapshot of them, and two more records after it, and closes the log cleanly. */
    private void write() {
        try (Log log = open()) {
            append(log, BEGIN, put("a\n", "1", 0), put("b", "one", 0));
            byte[] state = state(put("a\n", "1", 0), put("b", "one", 0));
            log.snapshots().write(log.position(), ID, out -> out.write(state));
            append(log, put("c", "", 0), delete("b", 1));
        }
    }

    @Test
    void soundDirectoryIsReportedInOneSentenceAndOneLinePerFile() {
        write();
        CommandRun run = inspect(data);
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .isEqualTo("startup would load the snapshot up to record 3, replay 2 records and"
                                        + " continue after record 5"),
                        line -> assertThat(line)
                                .matches("segment   0000000000000000001\\.log {7}from record 1   +\\d+ bytes  epoch 1,"
                                        + " node"
                                        + " [0-9a-f]{32}"),
                        line -> assertThat(line)
                                .matches("snapshot  0000000000000000003\\.snapshot  up to record 3  +\\d+ bytes "
                                        + " verified,"
                                        + " epoch 1, store " + STORE));
    }

    @Test
    void recordsAreListedAsRecoveryWouldReplayThem() {
        write();
        assertThat(inspect(data, "--records").out()).startsWith("4\tput\tc\t0\t0\n5\tdelete\tb\t1\nstartup would ");
        assertThat(inspect(data, "--records", "--json").out())
                .startsWith("{\"index\":4,\"kind\":\"put\",\"key\":\"c\",\"expected\":0,\"value_bytes\":0}\n"
                        + "{\"index\":5,\"kind\":\"delete\",\"key\":\"b\",\"expected\":1}\n{\"sound\":true,");
    }

    @Test
    void firstRecordsAreListedWithUnprintableBytesEscaped() {
        try (Log log = open()) {
            append(log, BEGIN, put("a\n", "12", 7));
        }
        assertThat(inspect(data, "--records").out())
                .startsWith("1\tbegin\tstore " + STORE + "\n2\tput\ta\\x0a\t7\t2\nstartup would replay 2 records and");
        assertThat(inspect(data, "--records", "--json").out())
                .startsWith("{\"index\":1,\"kind\":\"begin\",\"store\":\"" + STORE + "\"}\n{\"index\":2,");
    }

    @Test
    void transactionIsListedWithItsOperations() {
        Command.Guard guard = new Command.Guard(Key.of("lock"), Version.of(3));
        Command.Transaction transaction = new Command.Transaction(List.of(
                new Command.Check(Key.of("a"), Version.NONE),
                new Command.Put(Key.of("b"), Value.of("12"), Version.of(7), null, guard),
                new Command.Read(Key.of("b"), true),
                new Command.Delete(Key.of("c"), Version.of(1))));
        try (Log log = open()) {
            append(log, BEGIN, new LogRecord.Write(transaction));
        }
        assertThat(inspect(data, "--records").out())
                .contains("\n2\ttxn\tcheck a 0; put b 7 2 guard=lock@3; get b; delete c 1\n");
        assertThat(inspect(data, "--records", "--json").out())
                .contains(
                        "\n{\"index\":2,\"kind\":\"txn\",\"operations\":[{\"kind\":\"check\",\"key\":\"a\",\"expected\":0},"
                                + "{\"kind\":\"put\",\"key\":\"b\",\"expected\":7,\"value_bytes\":2,\"guard\":\"lock\","
                                + "\"guard_version\":3},{\"kind\":\"get\",\"key\":\"b\"},"
                                + "{\"kind\":\"delete\",\"key\":\"c\",\"expected\":1}]}\n");
    }

    @Test
    void unknownRecordWouldStopRecovery() {
        try (Log log = open()) {
            RecordBatch batch = new RecordBatch(100);
            batch.add(new byte[] {99});
            log.append(batch);
        }
        assertRefusedLikeRecovery("record 1 of the log: ");
    }

    /** Requires that recovery refuses the directory and that the inspection reports the same message. */
    private void assertRefusedLikeRecovery(String beginning) {
        assertThatThrownBy(this::start)
                .isInstanceOf(UnreadableStoreException.class)
                .hasMessageStartingWith(beginning)
                .satisfies(refused -> {
                    CommandRun run = inspect(data);
                    assertThat(run.exitCode()).isEqualTo(5);
                    assertThat(run.out()).startsWith("startup would fail: " + refused.getMessage() + "\nsegment ");
                    assertThat(inspect(data, "--json").out())
                            .startsWith("{\"sound\":false,")
                            .contains("\"refusal\":\"" + refused.getMessage() + "\"");
                });
    }

    private void start() {
        DurableOptions options = DurableOptions.withMemoryLimit(1 << 20).with(OPTIONS);
        StoreListener watch = new StoreListener() {
            @Override
            public void recovering(String what, long done, long inAll) {}

            @Override
            public void failed(Throwable reason) {
                throw new AssertionError(reason);
            }
        };
        DurableEngine.open(NioDisk.at(data), options, SystemChance.seeded(1), SystemTime.INSTANCE, watch)
                .close();
    }

    @Test
    void directoryReportedAsSoundCanBeStarted() {
        write();
        assertThat(inspect(data).exitCode()).isZero();
        start();
        assertThat(inspect(data).out()).contains(" and continue after record 5\n");
    }

    @Test
    void stateThatDoesNotFitIntoMemoryIsNotReportedAsDamaged() {
        write();
        // Why thrown by the output: it is the only part of the command that a test can replace.
        OutputStream tooMuch = new OutputStream() {
            @Override
            public void write(int octet) {
                throw new OutOfMemoryError("as if");
            }
        };
        CommandRun run = ALONE.runTo(tooMuch, new ByteArrayOutputStream(), "log", "inspect", data.toString());
        assertThat(run.exitCode()).isEqualTo(125);
        assertThat(run.err())
                .isEqualTo("latchkey log inspect: out of memory while loading the state: increase the heap, for example"
                        + " LATCHKEY_JAVA_OPTS=-Xmx4g\n");
    }

    @Test
    void recordsWithoutABeginRecordWouldStopRecoveryAndAreNotListed() {
        try (Log log = open()) {
            append(log, put("a", "1", 0));
        }
        assertRefusedLikeRecovery("record 1 of the log belongs to a store, but no store has begun");
        assertThat(inspect(data, "--records").out()).startsWith("startup would fail: ");
    }

    @Test
    void secondBeginRecordWouldStopRecovery() {
        try (Log log = open()) {
            append(log, BEGIN, put("a", "1", 0), BEGIN, put("b", "1", 0));
        }
        assertRefusedLikeRecovery("record 3 of the log begins a store, but a store exists already");
        assertThat(inspect(data, "--records").out())
                .startsWith("1\tbegin\tstore " + STORE + "\n2\tput\ta\t0\t1\nstartup would fail: ");
    }

    @Test
    void snapshotWithoutAStateWouldStopRecovery() {
        writeSnapshot(ID, new byte[99]);
        assertRefusedLikeRecovery("the snapshot of record 1: ");
    }

    @Test
    void snapshotWithAnInvalidStoreIdWouldStopRecovery() {
        writeSnapshot(new byte[] {1, 2}, state());
        assertRefusedLikeRecovery("the snapshot of record 1 has a store id of 2 bytes: it has 16");
    }

    private void writeSnapshot(byte[] id, byte[] body) {
        try (Log log = open()) {
            append(log, BEGIN);
            log.snapshots().write(log.position(), id, out -> out.write(body));
        }
    }

    @Test
    void corruptionAfterAnUnreadableSnapshotIsNotTheReason() throws IOException {
        writeSnapshot(ID, new byte[99]);
        Path segment = data.resolve(SEGMENT);
        byte[] bytes = Files.readAllBytes(segment);
        bytes[20] ^= 1;
        Files.write(segment, bytes);
        assertRefusedLikeRecovery("the snapshot of record 1: ");
        assertThat(inspect(data).out()).contains("CORRUPTED: " + segment);
    }

    @Test
    void jsonContainsWhatTheTextSays() {
        write();
        assertThat(inspect(data, "--json").out())
                .startsWith("{\"sound\":true,\"summary\":\"startup would load ")
                .contains(
                        "\"records\":2,\"last\":5,\"segments\":[{\"file\":\"" + SEGMENT + "\",\"first\":1,\"bytes\":",
                        "\"snapshots\":[{\"file\":\"0000000000000000003.snapshot\",\"last\":3,\"bytes\":",
                        "\"epoch\":1,\"store\":\"" + STORE + "\"}],\"warnings\":[]}\n");
    }

    @Test
    void directoryInUseIsReportedAsChanging() {
        try (Log log = open()) {
            append(log, BEGIN, put("a", "1", 0));
            CommandRun run = inspect(data);
            assertThat(run.exitCode()).isZero();
            assertThat(run.out())
                    .contains("\nthis process, " + ProcessHandle.current().pid()
                            + " seems to have the directory open, so this may already be outdated\n");
            assertThat(inspect(data, "--json").out()).contains("\"holder\":\"this process, ");
            append(log, put("b", "1", 0));
        }
        assertThat(inspect(data).out()).doesNotContain("seems").contains("continue after record 3\n");
    }

    @Test
    void tornTailIsSoundAndReported() throws IOException {
        try (Log log = open()) {
            append(log, BEGIN, put("a", "1", 0));
        }
        Path segment = data.resolve(SEGMENT);
        byte[] whole = Files.readAllBytes(segment);
        whole[whole.length - 1] ^= 1;
        Files.write(segment, whole);
        CommandRun run = inspect(data);
        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines().findFirst())
                .hasValueSatisfying(line -> assertThat(line).contains("; it would truncate a torn tail of 32 bytes"));
        assertThat(run.out())
                .contains(
                        "\ntorn      " + segment + " at offset ",
                        ": at least 1 record, 32 bytes: the checksum of record 3 is wrong");
        assertThat(inspect(data, "--json").out())
                .contains(
                        "\"cut\":{\"file\":\"" + segment + "\",\"offset\":",
                        ",\"records\":1,\"bytes\":32,\"reason\":\"");
        assertThat(segment).binaryContent().isEqualTo(whole);
    }

    @Test
    void corruptionIsReportedFirst() throws IOException {
        write();
        Path segment = data.resolve(SEGMENT);
        byte[] bytes = Files.readAllBytes(segment);
        bytes[20] ^= 1;
        Files.write(segment, bytes);
        CommandRun run = inspect(data);
        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.out())
                .startsWith("startup would fail: " + segment + " is corrupted at offset 0: its header checksum is"
                        + " wrong\n")
                .contains("CORRUPTED: " + segment);
        assertThat(inspect(data, "--json").out())
                .startsWith("{\"sound\":false,")
                .contains("\"damage\":\"" + segment);
    }

    @Test
    void damagedSnapshotThatTheLogCoversIsAWarning() throws IOException {
        write();
        Path snapshot = data.resolve("0000000000000000003.snapshot");
        byte[] bytes = Files.readAllBytes(snapshot);
        bytes[140] ^= 1;
        Files.write(snapshot, bytes);
        CommandRun run = inspect(data);
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .startsWith("startup would replay 5 records and continue after record 5\n")
                .contains("\nwarning   " + snapshot + " is corrupted at offset 128: ");
    }

    @Test
    void newerVersionIsNamed() throws IOException {
        write();
        Path segment = data.resolve(SEGMENT);
        byte[] bytes = Files.readAllBytes(segment);
        bytes[11] = 2;
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, 12);
        crc.update(bytes, 16, 48);
        ByteBuffer.wrap(bytes).putInt(12, (int) crc.getValue());
        Files.write(segment, bytes);
        CommandRun run = inspect(data);
        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.out())
                .startsWith(
                        "startup would fail: " + segment
                                + " has format version 2, but this version of Latchkey supports only version 1: use the newer version");
    }

    @Test
    void emptyDirectoryHoldsNoLog() throws IOException {
        Files.createDirectory(data);
        CommandRun run = inspect(data);
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo("no log found: startup would create one\n");
    }

    @Test
    void missingDirectoryAndForeignFileAreNamed() throws IOException {
        CommandRun missing = inspect(data);
        assertThat(missing.exitCode()).isEqualTo(2);
        assertThat(missing.err()).isEqualTo("latchkey log inspect: " + data + " does not exist\n");
        assertThat(missing.out()).isEmpty();

        Files.writeString(
                data,
                "a letter, and no backup, of more bytes than the header of a snapshot has, which are one"
                        + " hundred and twenty eight, as can be read elsewhere");
        CommandRun foreign = inspect(data);
        assertThat(foreign.exitCode()).isEqualTo(5);
        assertThat(foreign.out())
                .isEqualTo("restore would fail: " + data
                        + " is corrupted at offset 0: it does not start with the magic number of a snapshot\n");
    }

    @Test
    void inspectionChangesNothing() throws IOException {
        write();
        byte[] before = Files.readAllBytes(data.resolve(SEGMENT));
        long names = count();
        inspect(data, "--records");
        assertThat(count()).isEqualTo(names);
        assertThat(data.resolve(SEGMENT)).binaryContent().isEqualTo(before);
    }

    private long count() throws IOException {
        try (var files = Files.list(data)) {
            return files.count();
        }
    }

    @Test
    void logWithoutASubcommandSaysWhatToDo() {
        CommandRun run = ALONE.run("log");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("missing command, for example: latchkey log inspect DIR");
        assertThat(ALONE.run("log", "inspect", "--help").out()).contains("Exit codes:", "--records");
        assertThat(ALONE.run("log", "inspect", "--version").out()).startsWith("latchkey ");
    }
}
