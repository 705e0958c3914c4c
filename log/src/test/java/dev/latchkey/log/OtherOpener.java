package dev.latchkey.log;

import java.io.IOException;
import java.nio.file.Path;

/** A second process that opens a log and says how that went; it stays until it is killed, or ends at once. */
final class OtherOpener {

    private OtherOpener() {}

    public static void main(String[] arguments) throws IOException {
        try (TestLog log = new TestLog(NioDisk.at(Path.of(arguments[0])), new LogOptions(2_000, 512, 1_000))) {
            System.out.println("opened");
            if (Boolean.parseBoolean(arguments[1])) {
                log.append("held");
                System.in.read();
            }
        } catch (LogException e) {
            System.out.println(e.getMessage());
        }
    }
}
