package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.app.foreign.Program;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Java examples of the documentation, which are imports followed by statements, as programs. */
final class JavaExamples {

    private JavaExamples() {}

    /** A class with the statements of an example in its main method. */
    static String program(String className, String example) {
        int end = example.indexOf('\n', example.lastIndexOf("import ")) + 1;
        return example.substring(0, end) + "public class " + className
                + " {\npublic static void main(String[] arguments) throws Exception {\n" + example.substring(end)
                + "}}\n";
    }

    /**
     * Compiles examples without warnings, and runs them in one process, in this order.
     *
     * @return what each of them printed to standard output
     */
    static List<String> run(Path folder, List<String> examples) throws IOException {
        List<Path> sources = new ArrayList<>();
        StringBuilder calls = new StringBuilder();
        for (int i = 0; i < examples.size(); i++) {
            String name = "Example" + i;
            sources.add(Files.writeString(folder.resolve(name + ".java"), program(name, examples.get(i))));
            calls.append("System.setOut(new java.io.PrintStream(arguments[0] + \"/" + name + "\"));\n");
            calls.append(name + ".main(arguments);\n");
        }
        String all = """
                public class Examples {
                    public static void main(String[] arguments) throws Exception {
                        %s
                    }
                }
                """.formatted(calls);
        sources.add(Files.writeString(folder.resolve("Examples.java"), all));
        compile(folder, sources);
        Program.Result run = Program.run(
                TestProcess.java(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                folder + File.pathSeparator + System.getProperty("java.class.path"),
                "Examples",
                folder.toString());
        assertThat(run.exitCode()).as(run.output()).isZero();
        List<String> outputs = new ArrayList<>();
        for (int i = 0; i < examples.size(); i++) {
            outputs.add(Files.readString(folder.resolve("Example" + i)));
        }
        return outputs;
    }

    private static void compile(Path folder, List<Path> sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, Locale.ROOT, null)) {
            List<String> options = List.of(
                    "-proc:none",
                    "-Xlint:all,-path",
                    "-Werror",
                    "-d",
                    folder.toString(),
                    "-cp",
                    System.getProperty("java.class.path"));
            boolean compiled = compiler.getTask(
                            messages, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
                    .call();
            assertThat(compiled).as(messages.toString()).isTrue();
        }
    }
}
