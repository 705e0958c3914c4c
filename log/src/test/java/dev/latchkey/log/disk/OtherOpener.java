package dev.latchkey.log.disk;

import dev.latchkey.log.TestLog;
import dev.latchkey.log.errors.LogException;
import dev.latchkey.log.errors.NoRoomException;
import dev.latchkey.log.files.LogOptions;
import java.io.IOException;
import java.nio.file.Path;

/** A second process that opens a log and prints the outcome. Then it exits, stays until it is killed, or fills the disk. */
final class OtherOpener {

    private OtherOpener() {}

    /** What to do after opening the log. */
    enum Then {
        END,
        STAY,
        FILL
    }

    public static void main(String[] arguments) throws IOException {
        LogOptions options = new LogOptions(1 << 30, 512, 1_000);
        try (TestLog log = new TestLog(NioDisk.at(Path.of(arguments[0])), options)) {
            System.out.println("opened");
            Then then = Then.valueOf(arguments[1]);
            if (then == Then.STAY) {
                log.append("held");
                System.in.read();
            } else if (then == Then.FILL) {
                fill(log);
            }
        } catch (LogException e) {
            System.out.println(e.getMessage());
        }
    }

    private static void fill(TestLog log) {
        try {
            while (true) {
                log.append("x".repeat(1_000), "y".repeat(1_000));
            }
        } catch (NoRoomException e) {
            System.out.println(e.getMessage());
            System.out.println(log.append("a small record fits").log.position().index());
        }
    }
}
