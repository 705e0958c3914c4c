package dev.latchkey.app.memory;

import dev.latchkey.app.LatchkeyProcess;
import dev.latchkey.app.Main;
import dev.latchkey.app.design.ProjectFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The command of a server that runs the classes under test with the JVM options of the launcher. */
final class ServeProcess {

    private static final Pattern OPTIONS = Pattern.compile("(?s)\\nserve_options=\\((.*?)\\)");

    /** What the launcher sets. */
    static final Map<String, String> ENVIRONMENT = Map.of("MALLOC_ARENA_MAX", "2");

    private ServeProcess() {}

    /** @param javaOptions options that a user would give in LATCHKEY_JAVA_OPTS, separated by spaces */
    static List<String> command(String javaOptions, String... flags) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(words(launcherOptions()));
        command.addAll(words(javaOptions));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of("serve", "--port", "0"));
        command.addAll(List.of(flags));
        return command;
    }

    static LatchkeyProcess start(String javaOptions, String... flags) throws IOException {
        return LatchkeyProcess.start(ENVIRONMENT, command(javaOptions, flags));
    }

    private static String launcherOptions() throws IOException {
        Matcher found = OPTIONS.matcher(Files.readString(ProjectFolder.root().resolve("latchkey")));
        if (!found.find()) {
            throw new AssertionError("the launcher has no serve_options");
        }
        return found.group(1);
    }

    private static List<String> words(String line) {
        return Arrays.stream(line.strip().split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
