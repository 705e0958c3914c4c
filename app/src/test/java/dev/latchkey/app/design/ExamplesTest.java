package dev.latchkey.app.design;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples in the documentation of the packages compile against the code as it is. */
final class ExamplesTest {

    /** What the examples do not declare themselves, because readers have their own. */
    private static final Map<String, String> GIVEN = Map.of(
            "core", "",
            "log",
                    "Path directory, RandomGenerator chance, Replay replay, ByteBuffer command, byte[] storeId, byte[] state",
            "wire", "ByteBuf buffer, Parsed.Request request, Requester requester, Reply reply, StoreId storeId",
            "server", "StoreListener listener",
            "client", "",
            "client.election", "Latchkey latchkey, String plan, Version version",
            "client.lock", "Latchkey latchkey, Resource resource, byte[] data",
            "test", "");

    /** Modules whose examples need libraries that are not on the class path of this one. */
    private static final List<String> ELSEWHERE = List.of("shedlock", "spring-integration");

    /** What the examples use of their readers. */
    private static final String READERS = """
            interface Resource {
                void write(byte[] data, Version token);
            }
            record Payments(Latchkey latchkey) {
                void pay(String key) {}
            }
            """;

    private static final Pattern EXAMPLE = Pattern.compile("<pre>\\{@code\\n(.*?)\\n \\* }</pre>", Pattern.DOTALL);

    @Test
    void everyExampleCompiles(@TempDir Path classes) {
        Map<String, String> examples = examples();
        assertThat(examples).containsOnlyKeys(GIVEN.keySet());
        examples.forEach((room, code) -> assertThat(errors(program(room, code), classes))
                .as("example of %s", room)
                .isEmpty());
    }

    @Test
    void exampleOfACallThatIsGoneIsReported(@TempDir Path classes) {
        assertThat(errors(program("core", "Key key = Key.named(\"greeting\");"), classes))
                .contains("cannot find symbol");
        assertThat(errors(program("core", "Batch batch = new Batch(1);"), classes))
                .contains("Batch");
        assertThat(errors(program("core", "Key key = Key.of(\"greeting\");"), classes))
                .isEmpty();
    }

    private static Map<String, String> examples() {
        Map<String, String> examples = new TreeMap<>();
        for (SourceFile source : ProjectFolder.sources()) {
            Matcher example = EXAMPLE.matcher(source.text());
            if (source.path().endsWith("/package-info.java")
                    && !ELSEWHERE.contains(source.module())
                    && example.find()) {
                examples.put(
                        source.packageName().substring("dev.latchkey.".length()),
                        example.group(1).replaceAll("(?m)^ \\* ?", ""));
            }
        }
        return examples;
    }

    /** The example as a method of a class that imports every package of its own module and of the modules below it. */
    private static String program(String room, String code) {
        Stream<String> libraries = Stream.of(
                "io.netty.buffer.ByteBuf",
                "java.nio.ByteBuffer",
                "java.nio.file.Path",
                "java.util.random.RandomGenerator",
                "org.junit.jupiter.api.Test",
                "static org.assertj.core.api.Assertions.assertThat");
        Stream<String> packages = ProjectFolder.sources().stream()
                .filter(source -> !List.of("app", "sim", "trial", "check").contains(source.module()))
                .map(source -> source.packageName() + ".*")
                .distinct()
                .filter(name ->
                        !name.equals("dev.latchkey.server.*")); // why: a package without a type cannot be imported
        return Stream.concat(libraries, packages)
                .map(name -> "import " + name + ";\n")
                .collect(Collectors.joining(
                        "",
                        "",
                        "final class Example {\n" + READERS + "void run(" + GIVEN.get(room) + ") throws Exception {\n"
                                + code + "\n}\n}\n"));
    }

    /** The errors of the compiler; empty if there are none. */
    private static String errors(String program, Path classes) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assertThat(compiler).as("a JDK").isNotNull();
        StringWriter messages = new StringWriter();
        boolean compiles = compiler.getTask(
                        messages,
                        null,
                        null,
                        List.of("-proc:none", "-d", classes.toString(), "-classpath", classPath()),
                        null,
                        List.of(file(program)))
                .call();
        return compiles ? "" : messages + "\n" + program;
    }

    private static String classPath() {
        return Stream.concat(
                        ProjectFolder.modules().stream().map(module -> module.resolve("target/classes")),
                        Stream.of(System.getProperty("java.class.path")))
                .map(Object::toString)
                .collect(Collectors.joining(System.getProperty("path.separator")));
    }

    private static JavaFileObject file(String program) {
        return new SimpleJavaFileObject(URI.create("string:///Example.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return program;
            }
        };
    }
}
