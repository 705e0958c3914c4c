package dev.latchkey.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * An archive of the classes of the libraries for class data sharing. Without it a process that runs one short test spends half of
 * its time loading those classes.
 */
final class LibraryArchive {

    private LibraryArchive() {}

    /**
     * Writes the archive to {@code folder}, with the classes that one typical test loads. It is an optimization: a JVM ignores an
     * archive that does not match its class path, and an archive that cannot be written is not an error.
     *
     * @return the JVM options that select the archive; empty if there is none
     */
    static List<String> make(ModuleUnderTest module, String test, Path folder)
            throws IOException, InterruptedException {
        Path names = folder.resolve("classes.txt");
        Path archive = folder.resolve("libraries.jsa");
        new TestProcess(module, folder, List.of("-XX:DumpLoadedClassList=" + names)).run(Set.of(test));
        Process dump = new ProcessBuilder(
                        TestProcess.java(),
                        "-XX:+UseSerialGC",
                        "-Xshare:dump",
                        "-XX:SharedClassListFile=" + names,
                        "-XX:SharedArchiveFile=" + archive,
                        "-cp",
                        module.libraries())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("dump.txt").toFile())
                .start();
        return dump.waitFor() == 0 && Files.exists(archive) ? List.of("-XX:SharedArchiveFile=" + archive) : List.of();
    }
}
