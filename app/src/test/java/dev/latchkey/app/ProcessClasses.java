package dev.latchkey.app;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The class path of processes of {@code latchkey}, with an archive of its classes (class data sharing): the tests start hundreds of
 * processes, which otherwise spend most of their time loading classes. An archive holds only classes from jars, so the classes of
 * this build are packed into jars first. The archive is an optimization: a JVM ignores one that does not match its class path, and
 * tests run without one if it cannot be written.
 */
final class ProcessClasses {

    /** JVMs since this version print errors to standard output if their options differ from those with which the archive was written. */
    private static final int COMPARING_OPTIONS_SINCE = 22;

    private static final Path FOLDER = Path.of("target", "process-classes");

    private ProcessClasses() {}

    /** All test JVMs of a build share the archive; the first one that needs it writes it. */
    private static final class Shared {
        static final List<String> OPTIONS = make();
    }

    /** The JVM options: the class path and the archive. */
    static List<String> options() {
        return Shared.OPTIONS;
    }

    private static List<String> make() {
        if (Boolean.getBoolean(TestProcess.MARK) || Runtime.version().feature() >= COMPARING_OPTIONS_SINCE) {
            // The classes of a test process may be patched, and are used by few processes.
            return List.of("-cp", LibraryArchive.libraries() + File.pathSeparator + LibraryArchive.projects());
        }
        try {
            Files.createDirectories(FOLDER);
            try (FileChannel channel = FileChannel.open(
                            FOLDER.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                Path folder = FOLDER.resolve(fingerprint()).toAbsolutePath();
                List<String> classPath = List.of("-cp", classPath(folder));
                Path archive = folder.resolve("latchkey.jsa");
                if (lock.isValid() && Files.exists(folder)) {
                    return Files.exists(archive)
                            ? joined(classPath, List.of("-XX:SharedArchiveFile=" + archive))
                            : classPath;
                }
                pack(Files.createDirectory(folder));
                Path names = listClasses(folder, classPath);
                return joined(classPath, LibraryArchive.dump(names, archived(folder), archive));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> joined(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    /** A name for the JVM and all the classes: it changes with every build. */
    private static String fingerprint() throws IOException {
        StringBuilder text = new StringBuilder(Runtime.version() + LibraryArchive.libraries());
        for (Path entry : entries()) {
            try (Stream<Path> files = Files.walk(entry)) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    text.append(file).append(Files.size(file)).append(Files.getLastModifiedTime(file));
                }
            }
        }
        return UUID.nameUUIDFromBytes(text.toString().getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    /** The directories and jars of this build's classes, without those of tests. */
    private static List<Path> entries() {
        return LibraryArchive.projectEntries()
                .map(Path::of)
                .filter(entry -> !isOfTests(entry) && Files.exists(entry))
                .toList();
    }

    private static boolean isOfTests(Path entry) {
        return entry.endsWith("test-classes");
    }

    private static String classPath(Path folder) {
        return Stream.concat(
                        Stream.of(archived(folder)),
                        LibraryArchive.projectEntries().filter(entry -> isOfTests(Path.of(entry))))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** The beginning of the class path, whose classes may be in the archive. */
    private static String archived(Path folder) {
        List<Path> entries = entries();
        List<String> jars = new ArrayList<>(List.of(LibraryArchive.libraries()));
        for (int i = 0; i < entries.size(); i++) {
            jars.add(jar(folder, entries.get(i), i).toString());
        }
        return String.join(File.pathSeparator, jars);
    }

    private static Path jar(Path folder, Path entry, int number) {
        return Files.isDirectory(entry) ? folder.resolve(number + ".jar") : entry;
    }

    private static void pack(Path folder) throws IOException {
        List<Path> entries = entries();
        for (int i = 0; i < entries.size(); i++) {
            if (Files.isDirectory(entries.get(i))) {
                pack(entries.get(i), jar(folder, entries.get(i), i));
            }
        }
    }

    private static void pack(Path directory, Path jar) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out);
                Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                entries.putNextEntry(new JarEntry(directory.relativize(file).toString()));
                Files.copy(file, entries);
                entries.closeEntry();
            }
        }
    }

    /** Lists the classes of a server that becomes ready and is stopped, and of a client that finds no server. */
    private static Path listClasses(Path folder, List<String> classPath) throws IOException, InterruptedException {
        Path server = folder.resolve("server.txt");
        Process serving = started(folder, server, classPath, "serve", "--memory", "--port", "0");
        serving.inputReader().readLine();
        serving.toHandle().destroy();
        serving.waitFor();
        Path client = folder.resolve("client.txt");
        Process asking =
                started(folder, client, classPath, "get", "key", "--server", "127.0.0.1:1", "--timeout", "1ms");
        asking.inputReader().readLine();
        asking.waitFor();
        Set<String> names = new LinkedHashSet<>();
        for (Path list : List.of(server, client)) {
            // Why without ids, which newer JVMs add: the same id means another class in another list.
            Files.readAllLines(list).forEach(line -> names.add(line.replaceFirst(" id: .*", "")));
        }
        return Files.write(folder.resolve("classes.txt"), names);
    }

    private static Process started(Path folder, Path names, List<String> classPath, String... arguments)
            throws IOException {
        List<String> command =
                new ArrayList<>(List.of(TestProcess.java(), "-XX:+UseSerialGC", LibraryArchive.list(names)));
        command.addAll(classPath);
        command.add(Main.class.getName());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(folder.resolve("output.txt").toFile())
                .start();
    }
}
