package dev.latchkey.app;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Archives of the classes of the libraries for class data sharing. Without them, a short-lived process spends a third to a half of its
 * time loading those classes. They are an optimization: a JVM ignores an archive that does not match its class path, and an archive
 * that cannot be written is not an error. The class path must begin with {@link #libraries}, as it did when the archive was written.
 */
final class LibraryArchive {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private LibraryArchive() {}

    /** The archive for processes of {@code latchkey}, which all test JVMs of a build share. */
    private static final class OfLatchkey {
        static final List<String> OPTIONS = makeOnce(Path.of("target", "library-archive"));
    }

    /**
     * Writes the archive to {@code folder}, with the classes that one typical test loads.
     *
     * @return the JVM options that select the archive; empty if there is none
     */
    static List<String> make(ModuleUnderTest module, String test, Path folder)
            throws IOException, InterruptedException {
        Path names = folder.resolve("classes.txt");
        new TestProcess(module, folder, List.of(list(names))).run(Set.of(test));
        return dump(names, folder);
    }

    /** The JVM options for a process of {@code latchkey}; the archive is written when this is called first. */
    static List<String> ofLatchkey() {
        return OfLatchkey.OPTIONS;
    }

    private static List<String> makeOnce(Path folder) {
        try {
            Files.createDirectories(folder);
            try (FileChannel channel = FileChannel.open(
                            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                Path done = folder.resolve("java.txt");
                String java = Runtime.version() + " " + libraries();
                if (lock.isValid()
                        && Files.exists(done)
                        && Files.readString(done).equals(java)) {
                    return options(folder);
                }
                List<String> options = dump(classesOfLatchkey(folder), folder);
                Files.writeString(done, java);
                return options;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The classes of a server that becomes ready and is stopped, and of a client that finds no server. */
    private static Path classesOfLatchkey(Path folder) throws IOException, InterruptedException {
        Path server = folder.resolve("server.txt");
        Process serving = new ProcessBuilder(latchkey(server, "serve", "--memory", "--port", "0"))
                .redirectError(folder.resolve("output.txt").toFile())
                .start();
        serving.inputReader().readLine();
        serving.toHandle().destroy();
        serving.waitFor();
        Path client = folder.resolve("client.txt");
        run(latchkey(client, "get", "key", "--server", "127.0.0.1:1", "--timeout", "1ms"), folder);
        Set<String> names = new LinkedHashSet<>();
        for (Path list : List.of(server, client)) {
            // Why without ids, which newer JVMs add: the same id means another class in another list.
            Files.readAllLines(list).forEach(line -> names.add(line.replaceFirst(" id: .*", "")));
        }
        return Files.write(folder.resolve("classes.txt"), names);
    }

    private static List<String> latchkey(Path names, String... arguments) {
        List<String> command = new ArrayList<>(
                List.of(TestProcess.java(), "-XX:+UseSerialGC", list(names), "-cp", classPath(), Main.class.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static String list(Path names) {
        return "-XX:DumpLoadedClassList=" + names;
    }

    private static List<String> dump(Path names, Path folder) throws IOException, InterruptedException {
        Files.deleteIfExists(archive(folder));
        run(
                List.of(
                        TestProcess.java(),
                        "-XX:+UseSerialGC",
                        "-Xshare:dump",
                        "-XX:SharedClassListFile=" + names,
                        "-XX:SharedArchiveFile=" + archive(folder),
                        "-cp",
                        libraries()),
                folder);
        return options(folder);
    }

    private static void run(List<String> command, Path folder) throws IOException, InterruptedException {
        new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output.txt").toFile())
                .start()
                .waitFor();
    }

    private static Path archive(Path folder) {
        return folder.resolve("libraries.jsa").toAbsolutePath();
    }

    private static List<String> options(Path folder) {
        return Files.exists(archive(folder)) ? List.of("-XX:SharedArchiveFile=" + archive(folder)) : List.of();
    }

    /** The class path of this JVM, with the libraries first. */
    static String classPath() {
        return libraries() + File.pathSeparator + projects();
    }

    /** The jars of other projects. */
    static String libraries() {
        return joined(ownClassPath().filter(LibraryArchive::isLibrary));
    }

    /** The rest of the class path of this JVM. */
    static String projects() {
        return joined(ownClassPath().filter(entry -> !isLibrary(entry)));
    }

    private static boolean isLibrary(String entry) {
        return entry.endsWith(".jar")
                && !Path.of(entry).toAbsolutePath().normalize().startsWith(ROOT);
    }

    private static String joined(Stream<String> entries) {
        return entries.collect(Collectors.joining(File.pathSeparator));
    }

    private static Stream<String> ownClassPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator));
    }
}
