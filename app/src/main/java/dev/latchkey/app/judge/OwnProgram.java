package dev.latchkey.app.judge;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code latchkey} once more, as a process of its own: on this Java, of these classes, small and quick to start. */
final class OwnProgram {

    /** Since which Java it warns of native libraries unless it is told that they are meant. */
    private static final int NATIVE_ACCESS_SINCE = 22;

    /** By name, because the package of the process depends on this one. */
    private static final String MAIN_CLASS = "dev.latchkey.app.Main";

    private OwnProgram() {}

    /** The program, to be followed by its arguments. */
    static List<String> words() {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto", "-XX:+UseSerialGC", "-Xmx256m"));
        if (Runtime.version().feature() >= NATIVE_ACCESS_SINCE) {
            words.add("--enable-native-access=ALL-UNNAMED");
        }
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN_CLASS));
        return words;
    }
}
