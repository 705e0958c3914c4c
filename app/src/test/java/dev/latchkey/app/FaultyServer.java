package dev.latchkey.app;

import dev.latchkey.app.durable.HookedDisk;
import dev.latchkey.app.durable.KillPoint;
import dev.latchkey.app.durable.LyingDisk;
import dev.latchkey.app.serve.ProcessLifetime;
import dev.latchkey.app.serve.ServeCommand;
import dev.latchkey.app.serve.ServedStore;
import dev.latchkey.app.serve.StoreNews;
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
 * The real server, as a process, with a fault: {@code DIR halt POINT PASS} dies when that point is passed, {@code
 * DIR ends POINT PASS} does so with exit code 0, {@code DIR force-fails N} has a
 * disk whose n-th force of a segment in use fails, {@code DIR lies N} has a disk that writes only with each n-th force, and
 * acknowledges all.
 */
public final class FaultyServer {

    /** What it exits with when it halts. */
    public static final int HALTED = 77;

    private static final DurableOptions OPTIONS = DurableOptions.withMemoryLimit(16 << 20)
            .with(new LogOptions(1 << 14, 1 << 12, 1 << 12))
            .withSnapshotsAfter(1 << 20, 40);

    /** Neither a segment nor a snapshot comes to its end in one life: what a lying disk keeps back is written before either. */
    private static final DurableOptions LONG_OPTIONS =
            DurableOptions.withMemoryLimit(16 << 20).with(new LogOptions(64 << 20, 1 << 12, 1 << 12));

    /** More than any heap of a test. */
    private static final DurableOptions TOO_MUCH_ROOM =
            DurableOptions.withMemoryLimit(1L << 40).with(new LogOptions(64 << 20, 1 << 12, 1 << 12));

    private FaultyServer() {}

    /** The command that starts it. */
    public static List<String> command(String... arguments) {
        List<String> words = new ArrayList<>(LatchkeyProcess.command(arguments));
        words.set(words.indexOf(Main.class.getName()), FaultyServer.class.getName());
        return words;
    }

    /** The same with so much heap, and what {@code serve} does when there is none left. */
    public static List<String> commandWithHeap(int megabytes, String... arguments) {
        List<String> words = command(arguments);
        words.replaceAll(word -> word.startsWith("-Xmx") ? "-Xmx" + megabytes + "m" : word);
        words.add(1, "-XX:+ExitOnOutOfMemoryError");
        return words;
    }

    public static void main(String[] args) throws Exception {
        ProcessLifetime lifetime = new ProcessLifetime(Runtime.getRuntime()::halt, System.err);
        StoreNews news = new StoreNews(SystemTime.INSTANCE, FaultyServer::tell, lifetime);
        Disk disk = disk(args);
        ServedStore store = ServedStore.on(disk, options(args), SystemChance.secure(), news);
        if (disk instanceof LyingDisk lying) {
            // Why not before: the id of the store is to be kept, or any client sees at once that another store answers.
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

    /** As {@code serve} says it, so that whoever counts its lines counts these. */
    private static void tell(String line) {
        System.err.println("latchkey serve: " + line);
    }

    private static DurableOptions options(String... args) {
        return switch (args[1]) {
            case "lies" -> LONG_OPTIONS;
            case "overfills" -> TOO_MUCH_ROOM;
            default -> OPTIONS;
        };
    }

    private static Disk disk(String... args) {
        Disk disk = NioDisk.at(Path.of(args[0]));
        return switch (args[1]) {
            case "halt" -> HookedDisk.of(disk, halting(args[2], args[3], HALTED));
            case "ends" -> HookedDisk.of(disk, halting(args[2], args[3], 0));
            case "force-fails" -> HookedDisk.of(disk, failingForce(Integer.parseInt(args[2])));
            case "lies" -> new LyingDisk(disk, Integer.parseInt(args[2]));
            case "overfills" -> disk;
            default -> throw new IllegalArgumentException(args[1]);
        };
    }

    private static KillPoint halting(String point, String pass, int exitCode) {
        return new KillPoint(
                point, Integer.parseInt(pass), () -> Runtime.getRuntime().halt(exitCode));
    }

    private static HookedDisk.Hook failingForce(int pass) {
        int[] passes = new int[1];
        return point -> {
            if (point.equals("before force of segment") && ++passes[0] == pass) {
                throw new IOException("Input/output error");
            }
        };
    }
}
