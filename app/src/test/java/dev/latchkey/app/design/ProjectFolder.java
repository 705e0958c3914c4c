package dev.latchkey.app.design;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The directory of the project. */
public final class ProjectFolder {

    private ProjectFolder() {}

    /** The directory of the parent pom, independent of the directory in which the tests were started. */
    public static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.exists(folder.resolve("core/pom.xml"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException("not started within the project directory");
        }
        return folder;
    }

    public static String text(String path) {
        try {
            return Files.readString(root().resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The folder of every module. */
    static List<Path> modules() {
        try (Stream<Path> folders = Files.list(root())) {
            return folders.filter(folder -> Files.exists(folder.resolve("pom.xml")))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every production source of every module but the module descriptors, which have no package. */
    static List<SourceFile> sources() {
        return modules().stream().flatMap(ProjectFolder::sourcesOf).toList();
    }

    private static Stream<SourceFile> sourcesOf(Path module) {
        Path sources = module.resolve("src/main/java");
        if (!Files.exists(sources)) {
            return Stream.empty();
        }
        try (Stream<Path> files = Files.walk(sources)) {
            return files
                    .filter(file -> file.toString().endsWith(".java") && !file.endsWith("module-info.java"))
                    .sorted()
                    .map(file -> new SourceFile(
                            module.getFileName().toString(),
                            sources.relativize(file).toString().replace('\\', '/'),
                            read(file)))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
