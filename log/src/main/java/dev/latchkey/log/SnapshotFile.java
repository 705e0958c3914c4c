package dev.latchkey.log;

import dev.latchkey.log.disk.Disk;
import dev.latchkey.log.disk.DiskFile;
import dev.latchkey.log.disk.DiskFullException;
import dev.latchkey.log.disk.FsyncGate;
import dev.latchkey.log.errors.DiskFailedException;
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

/**
 * A snapshot file that stands alone, outside of any log: a backup. It is of the same format as those beside a log, which can be
 * read by this too. Its node is {@link NodeId#NONE}, its epoch 0, and no record has the checksum that it covers.
 *
 * <p>For one thread at a time.
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
     * Writes a file. When this returns, it is whole and durable under its name; until then there is no file of that name,
     * whatever happens. A process that is killed may leave a half made one under the name with {@code .tmp} behind it.
     *
     * @param last the number of the moment whose state it is, to be found again in the header
     * @param storeId 0 to 64 bytes, to be found again in the header
     * @param body an {@link IOException} of its own is taken for one of the disk's; what else it throws comes through
     * @throws UnusableDirectoryException if there is a file of that name, or a half made one; both are left as they are
     * @throws NoRoomException if the disk is full; nothing is left
     * @throws DiskFailedException if the disk fails
     */
    public static SnapshotFile write(Disk disk, String name, long last, byte[] storeId, SnapshotBody body) {
        SnapshotHeader header = SnapshotHeader.of(NodeId.NONE, 0, new LogPosition(last, 0), storeId);
        FsyncGate forces = new FsyncGate();
        try {
            refuseIfThere(disk, name);
            String halfMade = name + LogFormat.HALF_MADE;
            long bytes = writeHalfMade(disk, halfMade, forces, header, body);
            publish(disk, halfMade, name);
            forces.directory(disk);
            return new SnapshotFile(disk, name, header, bytes);
        } catch (DiskFullException e) {
            throw new NoRoomException("no room for " + disk.where(name) + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw forces.failed("write " + disk.where(name), e);
        }
    }

    private static void refuseIfThere(Disk disk, String name) throws IOException {
        if (disk.list().contains(name)) {
            throw new UnusableDirectoryException(disk.where(name) + " is there already; it is left as it is", null);
        }
    }

    private static long writeHalfMade(
            Disk disk, String halfMade, FsyncGate forces, SnapshotHeader header, SnapshotBody body) throws IOException {
        if (disk.list().contains(halfMade)) {
            throw new UnusableDirectoryException(
                    disk.where(halfMade) + " is there: it is being written by somebody else, or was left by a process"
                            + " that was killed, and can then be deleted",
                    null);
        }
        try (DiskFile file = disk.create(halfMade)) {
            SnapshotOutput out = new SnapshotOutput(forces, file, disk.where(halfMade), header);
            body.writeTo(out);
            out.finish();
            return file.size();
        } catch (IOException | RuntimeException e) {
            discard(disk, halfMade, e);
            throw e;
        }
    }

    /** Why looked for once more: writing takes long, and a rename would replace what came meanwhile. */
    private static void publish(Disk disk, String halfMade, String name) throws IOException {
        try {
            refuseIfThere(disk, name);
            disk.rename(halfMade, name);
        } catch (IOException | RuntimeException e) {
            discard(disk, halfMade, e);
            throw e;
        }
    }

    private static void discard(Disk disk, String halfMade, Exception because) {
        try {
            disk.delete(halfMade);
        } catch (IOException e) {
            because.addSuppressed(e);
        }
    }

    /**
     * Checks a file to its end.
     *
     * @throws DamagedLogException if it is not as it was written, or is no snapshot
     * @throws NewerVersionException if a newer program wrote it
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
     * What it holds, from the beginning, to be closed. Checked once more while it is read: it throws {@code
     * DamagedLogException} if the file was changed meanwhile.
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

    /** What the file says of itself. */
    public SnapshotHeader header() {
        return header;
    }

    /** How long the file is. */
    public long bytes() {
        return bytes;
    }

    /** Whether it belongs to no log, and is not one of those beside a log. */
    public boolean standsAlone() {
        return header.node().equals(NodeId.NONE);
    }
}
