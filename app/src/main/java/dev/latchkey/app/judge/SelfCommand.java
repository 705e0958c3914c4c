package dev.latchkey.app.judge;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line that starts {@code latchkey} as another process, with this Java and class path, optimized for fast startup. */
final class SelfCommand {

    /** The first Java version that warns about native libraries unless native access is enabled. */
    private static final int NATIVE_ACCESS_SINCE = 22;

    /** By name, because the package of the process depends on this one. */
    private static final String MAIN_CLASS = "dev.latchkey.app.Main";

    private SelfCommand() {}

    /** The program and its JVM options; append the arguments. */
    static List<String> words() {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto", "-XX:+UseSerialGC", "-Xmx256m"));
        words.add("-Djdk.serialFilter=!*");
        if (Runtime.version().feature() >= NATIVE_ACCESS_SINCE) {
            words.add("--enable-native-access=ALL-UNNAMED");
        }
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN_CLASS));
        return words;
    }
}
