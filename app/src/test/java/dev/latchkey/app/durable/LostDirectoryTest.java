package dev.latchkey.app.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.app.InlineClient;
import dev.latchkey.app.LatchkeyProcess;
import dev.latchkey.app.LatchkeyProcess.Result;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** DISK-12 with real processes: a server whose directory or lock is lost exits with code 5 and touches no other store. */
@Timeout(120)
@DisabledOnOs(OS.WINDOWS)
final class LostDirectoryTest {

    private static final int DISK = 5;

    private final Path folder;
    private final Path path;
    private final DataDirectory directory;

    LostDirectoryTest(@TempDir Path folder) throws IOException {
        this.folder = folder.toRealPath();
        path = this.folder.resolve("data");
        directory = new DataDirectory(path);
    }

    private static void assertStopped(LatchkeyProcess server, String sentence) {
        Result result = server.end();
        assertThat(result.exitCode()).as(result.err()).isEqualTo(DISK);
        assertThat(result.err().lines().filter(line -> line.contains("The server exits now")))
                .singleElement()
                .asString()
                .startsWith("latchkey serve: " + sentence);
    }

    /** Puts until the connection is closed, and returns the number of acknowledged puts. */
    private static int putUntilTheEnd(InlineClient client, int version) throws IOException {
        int next = version;
        while ((":" + (next + 1)).equals(ask(client, "put k mine " + next))) {
            next++;
        }
        return next;
    }

    private static @Nullable String ask(InlineClient client, String line) throws IOException {
        try {
            return client.ask(line);
        } catch (SocketException e) {
            return null;
        }
    }

    @Test
    void serverWhoseDirectoryIsReplacedByAnotherStoreStopsAndDoesNotTouchIt() throws IOException {
        Path other = folder.resolve("other");
        new DataDirectory(other).fill();
        Path moved = folder.resolve("moved");
        int acknowledged;
        try (LatchkeyProcess server = directory.serve();
                InlineClient client = new InlineClient(server.port())) {
            DataDirectory.put(client, 5);
            Files.move(path, moved);
            Files.move(other, path);
            Map<String, String> before = directory.contents();
            acknowledged = putUntilTheEnd(client, 5);
            assertStopped(server, path + " was moved, deleted or replaced while it was in use. The server exits now");
            assertThat(directory.contents()).isEqualTo(before);
        }
        assertVersion(path, DataDirectory.PUTS, DataDirectory.PUTS);
        assertVersion(moved, acknowledged, acknowledged + 1);
    }

    private static void assertVersion(Path store, int least, int most) throws IOException {
        try (LatchkeyProcess server = new DataDirectory(store).serve();
                InlineClient client = new InlineClient(server.port())) {
            String reply = String.valueOf(client.ask("put k x 0"));
            assertThat(Integer.parseInt(reply.split(" ", 3)[1])).isBetween(least, most);
        }
    }

    /** The other server may start before the first one has found out. */
    @Test
    @Tag("thorough")
    void idleServerWhoseLockFileIsDeletedStops() throws IOException {
        try (LatchkeyProcess server = directory.serve();
                InlineClient client = new InlineClient(server.port())) {
            DataDirectory.put(client, 5);
            Files.delete(path.resolve("lock"));
            assertStopped(server, path.resolve("lock") + " was deleted or replaced while it was in use");
            assertThat(client.line()).isNull();
        }
        assertVersion(path, 5, 5);
    }
}
