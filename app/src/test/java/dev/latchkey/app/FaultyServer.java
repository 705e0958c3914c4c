package dev.latchkey.app;

import dev.latchkey.app.durable.HookedDisk;
import dev.latchkey.app.durable.KillPoint;
import dev.latchkey.log.Disk;
import dev.latchkey.log.LogOptions;
import dev.latchkey.log.NioDisk;
import dev.latchkey.server.DurableOptions;
import dev.latchkey.server.Node;
import dev.latchkey.server.NodeConfig;
import dev.latchkey.wire.SystemChance;
import dev.latchkey.wire.SystemTime;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The real server, as a process, with a fault: {@code DIR halt POINT PASS} dies when that point is passed, {@code
 * DIR ends POINT PASS} does so with exit code 0, {@code DIR force-fails N} has a
 * disk whose n-th force of a segment in use fails, {@code DIR forgets} loses the end of its log when it is started.
 */
public final class FaultyServer {

    /** What it exits with when it halts. */
    public static final int HALTED = 77;

    /** As much as the last record at least, whatever it is. */
    private static final int FORGOTTEN_BYTES = 40;

    private static final DurableOptions OPTIONS = DurableOptions.withRoomFor(16 << 20)
            .with(new LogOptions(1 << 14, 1 << 12, 1 << 12))
            .withSnapshotsAfter(1 << 20, 40);

    private FaultyServer() {}

    /** The command that starts it. */
    public static List<String> command(String... arguments) {
        List<String> words = new ArrayList<>(LatchkeyProcess.command(arguments));
        words.set(words.indexOf(Main.class.getName()), FaultyServer.class.getName());
        return words;
    }

    public static void main(String[] args) throws Exception {
        ProcessLifetime lifetime = new ProcessLifetime(Runtime.getRuntime()::halt, System.err);
        StoreNews news = new StoreNews(SystemTime.INSTANCE, System.err::println, lifetime);
        ServedStore store = ServedStore.on(disk(args), OPTIONS, SystemChance.secure(), news);
        NodeConfig config = NodeConfig.loopback(0);
        Node node = Node.start(config, store.engine());
        lifetime.whenStopped(() -> {
            node.close();
            store.close().run();
        });
        System.out.println(ServeCommand.readyLine(config, node.address().getPort(), "data in " + args[0]));
        lifetime.live();
    }

    private static Disk disk(String... args) {
        Disk disk = NioDisk.at(Path.of(args[0]));
        return switch (args[1]) {
            case "halt" -> HookedDisk.of(disk, halting(args[2], args[3], HALTED));
            case "ends" -> HookedDisk.of(disk, halting(args[2], args[3], 0));
            case "force-fails" -> HookedDisk.of(disk, failingForce(Integer.parseInt(args[2])));
            case "forgets" -> {
                forget(Path.of(args[0]));
                yield disk;
            }
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

    private static void forget(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            Optional<Path> newest =
                    files.filter(file -> file.toString().endsWith(".log")).max(Path::compareTo);
            if (newest.isPresent()) {
                forgetEnd(newest.get());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void forgetEnd(Path segment) throws IOException {
        byte[] bytes = Files.readAllBytes(segment);
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == 0) {
            end--;
        }
        try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
            for (int at = Math.max(64, end - FORGOTTEN_BYTES); at < end; at++) {
                file.seek(at);
                file.write(0);
            }
        }
    }
}
