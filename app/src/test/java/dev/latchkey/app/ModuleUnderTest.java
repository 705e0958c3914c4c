package dev.latchkey.app;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** One Maven module as built: its sources, and its classes, over which a patched class is laid. */
final class ModuleUnderTest {

    private final Path home;

    /** @param root the root directory of the project */
    ModuleUnderTest(Path root, String module) {
        home = root.resolve(module);
    }

    Path home() {
        return home;
    }

    /** Compiles the source file that contains the bug, alone, into the directory {@code classes}. */
    void compileWith(PlantedBug bug, Path sources, Path classes) throws IOException {
        Path original = home.resolve("src/main/java").resolve(bug.file());
        Path patched = sources.resolve(bug.file());
        Files.createDirectories(Objects.requireNonNull(patched.getParent()));
        Files.createDirectories(classes);
        Files.writeString(patched, bug.plantInto(Files.readString(original)));
        compile(bug.name(), patched, classes);
    }

    private void compile(String name, Path source, Path classes) throws IOException {
        JavaCompiler compiler =
                Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "requires a JDK, but this is a JRE");
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, Locale.ROOT, null)) {
            Iterable<? extends JavaFileObject> units = files.getJavaFileObjects(source);
            List<String> options = List.of(
                    "-d", classes.toString(), "-cp", classPath(), "--release", "17", "-proc:none", "-Xlint:none", "-g");
            if (!compiler.getTask(messages, files, null, options, null, units).call()) {
                throw new IllegalStateException(name + " does not compile:\n" + messages);
            }
        }
    }

    /** The class path that a module with other libraries than those of app has written; none for other modules. */
    private Stream<String> ownLibraries() {
        Path written = home.resolve("target/test-class-path.txt");
        try {
            return Files.exists(written) ? Stream.of(Files.readString(written).strip()) : Stream.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The class path of the module's tests: the libraries, {@code overlay}, the module, the rest of the class path of app's own
     * tests, and the module's own libraries. The libraries come first because a JVM can map an archive of their classes only if its class path begins like that
     * of the JVM that wrote the archive.
     */
    String classPath(Path... overlay) {
        Stream<String> module = Stream.concat(
                        Stream.of(overlay),
                        Stream.of(home.resolve("target/test-classes"), home.resolve("target/classes")))
                .map(Path::toString);
        return Stream.of(
                        Stream.of(LibraryArchive.libraries()),
                        module,
                        Stream.of(LibraryArchive.projects()),
                        ownLibraries())
                .flatMap(entries -> entries)
                .collect(Collectors.joining(File.pathSeparator));
    }
}
