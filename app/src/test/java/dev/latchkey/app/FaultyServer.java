package dev.latchkey.app;

import dev.latchkey.app.durable.HookedDisk;
import dev.latchkey.app.durable.KillPoint;
import dev.latchkey.app.durable.LyingDisk;
import dev.latchkey.app.logging.Notices;
import dev.latchkey.app.serve.ProcessLifetime;
import dev.latchkey.app.serve.ServeCommand;
import dev.latchkey.app.serve.ServedStore;
import dev.latchkey.app.serve.StoreStatusPrinter;
import dev.latchkey.engine.durable.DurableOptions;
import dev.latchkey.log.disk.Disk;
import dev.latchkey.log.disk.NioDisk;
import dev.latchkey.log.files.LogOptions;
import dev.latchkey.seams.SystemChance;
import dev.latchkey.seams.SystemTime;
import dev.latchkey.server.net.Node;
import dev.latchkey.server.net.NodeConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The real server, as a process, with a fault: {@code DIR halt POINT PASS} halts when it passes that point for the PASS-th time,
 * {@code DIR ends POINT PASS} does so with exit code 0, {@code DIR force-fails N} uses a disk on which the N-th fsync of a
 * segment in use fails, and {@code DIR lies N} uses a disk that acknowledges every fsync but performs only every N-th.
 */
public final class FaultyServer {

    /** The exit code of a server that halts. */
    public static final int HALTED = 77;

    private static final DurableOptions OPTIONS = DurableOptions.withMemoryLimit(16 << 20)
            .with(new LogOptions(1 << 14, 1 << 12, 1 << 12))
            .withSnapshotsAfter(1 << 20, 40);

    /** No segment is full and no snapshot is due within one run, so that a lying disk is not made to write before that. */
    private static final DurableOptions LONG_OPTIONS =
            DurableOptions.withMemoryLimit(16 << 20).with(new LogOptions(64 << 20, 1 << 12, 1 << 12));

    /** A memory limit larger than the heap of any test. */
    private static final DurableOptions EXCESSIVE_MEMORY =
            DurableOptions.withMemoryLimit(1L << 40).with(new LogOptions(64 << 20, 1 << 12, 1 << 12));

    private FaultyServer() {}

    /** The command that starts the server. */
    public static List<String> command(String... arguments) {
        List<String> words = new ArrayList<>(LatchkeyProcess.command(arguments));
        words.set(words.indexOf(Main.class.getName()), FaultyServer.class.getName());
        return words;
    }

    /** The same with the given heap size and with the option that {@code serve} uses to exit when the heap is used up. */
    public static List<String> commandWithHeap(int megabytes, String... arguments) {
        List<String> words = command(arguments);
        words.replaceAll(word -> word.startsWith("-Xmx") ? "-Xmx" + megabytes + "m" : word);
        words.add(1, "-XX:+ExitOnOutOfMemoryError");
        return words;
    }

    public static void main(String[] args) throws Exception {
        ProcessLifetime lifetime = new ProcessLifetime(Runtime.getRuntime()::halt, System.err);
        StoreStatusPrinter news =
                new StoreStatusPrinter(SystemTime.INSTANCE, new Notices(FaultyServer::tell), lifetime);
        Disk disk = disk(args);
        ServedStore store = ServedStore.on(disk, options(args), SystemChance.secure(), news);
        if (disk instanceof LyingDisk lying) {
            // Why not earlier: the store id must be kept, or clients would notice immediately that the store changed.
            lying.beginToLie();
        }
        NodeConfig config = NodeConfig.loopback(0);
        Node node = Node.start(config, store.engine());
        lifetime.whenStopped(() -> {
            node.close();
            store.close().run();
        });
        System.out.println(ServeCommand.readyLine(config, node.address().getPort(), "data in " + args[0]));
        lifetime.live();
    }

    /** Reports in the format of {@code serve}, so that code that counts its lines counts these too. */
    private static void tell(String line) {
        System.err.println("latchkey serve: " + line);
    }

    private static DurableOptions options(String... args) {
        return switch (args[1]) {
            case "lies" -> LONG_OPTIONS;
            case "overfills" -> EXCESSIVE_MEMORY;
            default -> OPTIONS;
        };
    }

    private static Disk disk(String... args) {
        Disk disk = NioDisk.at(Path.of(args[0]));
        return switch (args[1]) {
            case "halt" -> HookedDisk.of(disk, halting(args[2], args[3], HALTED));
            case "ends" -> HookedDisk.of(disk, halting(args[2], args[3], 0));
            case "force-fails" -> HookedDisk.of(disk, failingFsync(Integer.parseInt(args[2])));
            case "lies" -> new LyingDisk(disk, Integer.parseInt(args[2]));
            case "overfills" -> disk;
            default -> throw new IllegalArgumentException(args[1]);
        };
    }

    private static KillPoint halting(String point, String pass, int exitCode) {
        return new KillPoint(
                point, Integer.parseInt(pass), () -> Runtime.getRuntime().halt(exitCode));
    }

    private static HookedDisk.Hook failingFsync(int pass) {
        int[] passes = new int[1];
        return point -> {
            if (point.equals("before force of segment") && ++passes[0] == pass) {
                throw new IOException("Input/output error");
            }
        };
    }
}
