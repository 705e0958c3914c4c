package dev.latchkey.log;

import dev.latchkey.log.disk.Disk;
import dev.latchkey.log.disk.DiskFile;
import dev.latchkey.log.disk.DiskFullException;
import dev.latchkey.log.disk.FsyncGate;
import dev.latchkey.log.errors.DamagedLogException;
import dev.latchkey.log.errors.DiskFailedException;
import dev.latchkey.log.errors.NewerVersionException;
import dev.latchkey.log.errors.NoRoomException;
import dev.latchkey.log.errors.UnusableDirectoryException;
import dev.latchkey.log.files.LogFormat;
import dev.latchkey.log.files.LogPosition;
import dev.latchkey.log.files.NodeId;
import dev.latchkey.log.files.SnapshotBody;
import dev.latchkey.log.files.SnapshotHeader;
import dev.latchkey.log.files.SnapshotInput;
import dev.latchkey.log.files.SnapshotOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A standalone snapshot file, outside of any log: a backup. It has the same format as the snapshots in a log directory,
 * which this class can read too. In a standalone file the node is {@link NodeId#NONE}, and the epoch and the checksum
 * of the covered record are 0.
 *
 * <p>Not thread-safe.
 */
public final class SnapshotFile {

    private final Disk disk;
    private final String name;
    private final SnapshotHeader header;
    private final long bytes;

    private SnapshotFile(Disk disk, String name, SnapshotHeader header, long bytes) {
        this.disk = disk;
        this.name = name;
        this.header = header;
        this.bytes = bytes;
    }

    /**
     * Writes a snapshot file atomically: when this returns, the file is complete and durable; until then no file of
     * that name exists. If the process is killed, it may leave a temporary file, named with the suffix {@code .tmp}.
     *
     * @param last the index or revision as of which the state was taken; stored in the header
     * @param storeId 0 to 64 bytes; stored in the header
     * @param body its own {@link IOException}s are reported as disk failures; other exceptions are propagated
     * @throws UnusableDirectoryException if the file or its temporary file already exists; neither is changed
     * @throws NoRoomException if the disk is full; no file remains
     * @throws DiskFailedException if an I/O operation fails
     */
    public static SnapshotFile write(Disk disk, String name, long last, byte[] storeId, SnapshotBody body) {
        SnapshotHeader header = SnapshotHeader.of(NodeId.NONE, 0, new LogPosition(last, 0), storeId);
        FsyncGate fsyncGate = new FsyncGate();
        try {
            rejectIfPresent(disk, name);
            long bytes = writeAndRename(disk, name, fsyncGate, header, body);
            fsyncGate.fsyncDirectory(disk);
            return new SnapshotFile(disk, name, header, bytes);
        } catch (DiskFullException e) {
            throw new NoRoomException("not enough disk space for " + disk.where(name) + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw fsyncGate.fail("write " + disk.where(name), e);
        }
    }

    /**
     * Writes the bytes of a snapshot file to a stream. Until this returns, the end record is missing, so {@link #checked}
     * refuses what was written.
     *
     * @param last the index or revision as of which the state was taken; stored in the header
     * @param storeId 0 to 64 bytes; stored in the header
     * @return the number of bytes
     * @throws IOException of the stream or of {@code body}
     */
    public static long stream(OutputStream stream, long last, byte[] storeId, SnapshotBody body) throws IOException {
        SnapshotHeader header = SnapshotHeader.of(NodeId.NONE, 0, new LogPosition(last, 0), storeId);
        SnapshotOutput out = new SnapshotOutput(stream, header);
        body.writeTo(out);
        out.finish();
        return out.bytes();
    }

    private static void rejectIfPresent(Disk disk, String name) throws IOException {
        if (disk.list().contains(name)) {
            throw new UnusableDirectoryException(disk.where(name) + " already exists; it was not changed", null);
        }
    }

    /** Returns the size of the file. */
    private static long writeAndRename(
            Disk disk, String name, FsyncGate fsyncGate, SnapshotHeader header, SnapshotBody body) throws IOException {
        String temporary = name + LogFormat.TEMPORARY;
        rejectLeftover(disk, temporary);
        try (DiskFile file = disk.create(temporary)) {
            try {
                SnapshotOutput out = new SnapshotOutput(fsyncGate, file, disk.where(temporary), header);
                body.writeTo(out);
                out.finish();
                long bytes = file.size();
                fsyncGate.requireName(file, temporary, disk.where(temporary));
                rename(disk, temporary, name);
                return bytes;
            } catch (IOException | RuntimeException e) {
                discard(disk, file, temporary, e);
                throw e;
            }
        }
    }

    private static void rejectLeftover(Disk disk, String temporary) throws IOException {
        if (disk.list().contains(temporary)) {
            throw new UnusableDirectoryException(
                    disk.where(temporary)
                            + " already exists: either another process is writing it, or a process that was"
                            + " killed left it behind, in which case you can delete it",
                    null);
        }
    }

    /** The name is checked again, because writing takes time and the rename would replace a file created since then. */
    private static void rename(Disk disk, String temporary, String name) throws IOException {
        rejectIfPresent(disk, name);
        disk.rename(temporary, name);
    }

    /** Deletes the temporary file, unless it has been deleted and another process has created one of the same name. */
    private static void discard(Disk disk, DiskFile file, String temporary, Exception because) {
        try {
            if (file.isNamed(temporary)) {
                disk.delete(temporary);
            }
        } catch (IOException e) {
            because.addSuppressed(e);
        }
    }

    /**
     * Verifies a snapshot file completely.
     *
     * @throws DamagedLogException if the file is corrupted or is not a snapshot
     * @throws NewerVersionException if a newer version of Latchkey wrote it
     * @throws DiskFailedException if it cannot be read
     */
    public static SnapshotFile checked(Disk disk, String name) {
        try (SnapshotInput input = SnapshotInput.open(disk, name);
                DiskFile file = disk.openToRead(name)) {
            input.check();
            return new SnapshotFile(disk, name, input.header(), file.size());
        } catch (IOException e) {
            throw failed(disk, name, e);
        }
    }

    /**
     * Opens the contents; the caller must close the stream. The checksums are verified again while reading: the stream
     * throws {@code DamagedLogException} if the file has been changed in the meantime.
     *
     * @throws DiskFailedException if it cannot be read
     */
    public InputStream body() {
        try {
            return SnapshotInput.open(disk, name);
        } catch (IOException e) {
            throw failed(disk, name, e);
        }
    }

    private static DiskFailedException failed(Disk disk, String name, IOException cause) {
        return DiskFailedException.to("read " + disk.where(name), cause);
    }

    /** The header of the file. */
    public SnapshotHeader header() {
        return header;
    }

    /** The size of the file in bytes. */
    public long bytes() {
        return bytes;
    }

    /** Whether this is a standalone file, not a snapshot from a log directory. */
    public boolean standsAlone() {
        return header.node().equals(NodeId.NONE);
    }
}
