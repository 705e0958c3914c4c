package dev.latchkey.app;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /** The JVM option that writes the names of the loaded classes to a file. */
    static String list(Path names) {
        return "-XX:DumpLoadedClassList=" + names;
    }

    private static List<String> dump(Path names, Path folder) throws IOException, InterruptedException {
        return dump(names, libraries(), folder.resolve("libraries.jsa"));
    }

    /**
     * Writes an archive with the classes that are named in a file.
     *
     * @return the JVM options that select the archive; empty if there is none
     */
    static List<String> dump(Path names, String classPath, Path archive) throws IOException, InterruptedException {
        Files.deleteIfExists(archive);
        new ProcessBuilder(
                        TestProcess.java(),
                        "-XX:+UseSerialGC",
                        "-Xshare:dump",
                        "-XX:SharedClassListFile=" + names,
                        "-XX:SharedArchiveFile=" + archive,
                        "-cp",
                        classPath)
                .redirectErrorStream(true)
                .redirectOutput(archive.resolveSibling("dump.txt").toFile())
                .start()
                .waitFor();
        return Files.exists(archive) ? List.of("-XX:SharedArchiveFile=" + archive.toAbsolutePath()) : List.of();
    }

    /** The jars of other projects. */
    static String libraries() {
        return joined(ownClassPath().filter(LibraryArchive::isLibrary));
    }

    /** The rest of the class path of this JVM. */
    static String projects() {
        return joined(projectEntries());
    }

    static Stream<String> projectEntries() {
        return ownClassPath().filter(entry -> !isLibrary(entry));
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
