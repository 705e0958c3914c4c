package dev.latchkey.client.clerk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** Results that must not be ignored are annotated with CheckReturnValue, which static analysers recognise by its simple name. */
final class CheckReturnValueTest {

    @Test
    void outcomesAndHoldsMustNotBeIgnored() {
        assertThat(methodsReturning("dev.latchkey.client.clerk.Clerk", "PutOutcome"))
                .containsOnly("delete annotated", "put annotated");
        assertThat(methodsReturning("dev.latchkey.client.clerk.Clerk", "Updated"))
                .containsOnly("update annotated", "createIfAbsent annotated");
        assertThat(methodsReturning("dev.latchkey.client.lock.Lock", "Held"))
                .containsOnly("acquire annotated", "tryAcquire annotated");
        assertThat(methodsReturning("dev.latchkey.client.lock.Held", "ReleaseOutcome"))
                .containsOnly("release annotated", "releaseAsync a future");
    }

    /** The public methods of a class whose return type contains {@code type}, each with how the compiler sees it. */
    private static Set<String> methodsReturning(String name, String type) {
        Look look = new Look(type);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavaCompiler.CompilationTask task = compiler.getTask(
                null,
                null,
                null,
                List.of("-proc:only", "-classpath", System.getProperty("java.class.path")),
                List.of(name),
                null);
        task.setProcessors(List.of(look));
        assertThat(task.call()).isTrue();
        return look.seen;
    }

    @SupportedAnnotationTypes("*")
    private static final class Look extends AbstractProcessor {

        private final String type;
        private final Set<String> seen = new TreeSet<>();

        Look(String type) {
            this.type = type;
        }

        @Override
        public SourceVersion getSupportedSourceVersion() {
            return SourceVersion.latest();
        }

        @Override
        public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
            for (Element root : round.getRootElements()) {
                root.getEnclosedElements().forEach(this::look);
            }
            return false;
        }

        private void look(Element element) {
            if (element.getKind() == ElementKind.METHOD
                    && element instanceof ExecutableElement method
                    && method.getModifiers().contains(Modifier.PUBLIC)
                    && method.getReturnType().toString().contains(type)) {
                boolean future = method.getReturnType().toString().contains("CompletableFuture");
                seen.add(
                        method.getSimpleName() + (future ? " a future" : isAnnotated(method) ? " annotated" : " bare"));
            }
        }

        private static boolean isAnnotated(Element method) {
            return method.getAnnotationMirrors().stream().anyMatch(mirror -> mirror.getAnnotationType()
                    .asElement()
                    .getSimpleName()
                    .contentEquals("CheckReturnValue"));
        }
    }
}
