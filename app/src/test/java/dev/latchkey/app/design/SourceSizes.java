package dev.latchkey.app.design;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** The lengths of files and methods, measured with the compiler's parser. They are printed to reveal growth, never enforced. */
final class SourceSizes {

    /** @param lines the number of lines, including annotations */
    record Size(String name, long lines) {}

    private SourceSizes() {}

    static List<Size> longestFiles(List<SourceFile> sources, int count) {
        return longest(
                sources.stream()
                        .map(source ->
                                new Size(source.path(), source.text().lines().count()))
                        .toList(),
                count);
    }

    static List<Size> longestMethods(List<SourceFile> sources, int count) {
        return longest(
                sources.stream().flatMap(source -> methods(source).stream()).toList(), count);
    }

    private static List<Size> longest(List<Size> sizes, int count) {
        return sizes.stream()
                .sorted(Comparator.comparingLong(Size::lines).reversed().thenComparing(Size::name))
                .limit(count)
                .toList();
    }

    static List<Size> methods(SourceFile source) {
        JavacTask task = (JavacTask) ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, problem -> {}, List.of("-proc:none"), null, List.of(new Text(source)));
        SourcePositions positions = Trees.instance(task).getSourcePositions();
        List<Size> sizes = new ArrayList<>();
        try {
            for (CompilationUnitTree unit : task.parse()) {
                new Methods(source, unit, positions, sizes).scan(unit, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sizes;
    }

    private static final class Methods extends TreePathScanner<@Nullable Void, @Nullable Void> {

        private final SourceFile source;
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final List<Size> sizes;
        private String className = "";

        Methods(SourceFile source, CompilationUnitTree unit, SourcePositions positions, List<Size> sizes) {
            this.source = source;
            this.unit = unit;
            this.positions = positions;
            this.sizes = sizes;
        }

        @Override
        public @Nullable Void visitClass(ClassTree type, @Nullable Void nothing) {
            String outer = className;
            className = type.getSimpleName().toString();
            super.visitClass(type, null);
            className = outer;
            return null;
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
            long start = positions.getStartPosition(unit, method);
            long end = positions.getEndPosition(unit, method);
            String text = source.text().substring((int) start, (int) end);
            sizes.add(new Size(className + "." + method.getName(), text.lines().count()));
            return super.visitMethod(method, null);
        }
    }

    private static final class Text extends SimpleJavaFileObject {

        private final SourceFile source;

        Text(SourceFile source) {
            super(URI.create("string:///" + source.path()), JavaFileObject.Kind.SOURCE);
            this.source = source;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source.text();
        }
    }
}
