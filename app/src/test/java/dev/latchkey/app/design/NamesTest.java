package dev.latchkey.app.design;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Names mean one thing: types are unique in the project, and a method named as a question only answers it. */
final class NamesTest {

    private static final Pattern QUESTION = Pattern.compile("(is|has|was)[A-Z]\\w*");

    @Test
    void noTwoTypesHaveTheSameName() {
        Map<String, Set<String>> places = new TreeMap<>();
        for (SourceFile source : ProjectFolder.sources()) {
            String name = source.className().substring(source.className().lastIndexOf('.') + 1);
            if (!name.equals("package-info")) {
                places.computeIfAbsent(name, each -> new TreeSet<>()).add(source.className());
            }
        }
        assertThat(places).hasSizeGreaterThan(100).allSatisfy((name, classes) -> assertThat(classes)
                .hasSize(1));
    }

    @Test
    void questionsReturnBooleansAndChangeNothing() {
        List<JavaMethod> questions = questions(CompiledClasses.all());
        assertThat(questions).hasSizeGreaterThan(50);
        assertThat(questions).flatExtracting(NamesTest::violations).isEmpty();
    }

    @Test
    void statementNamedAsAQuestionIsReported() {
        List<JavaMethod> questions = questions(new ClassFileImporter().importClasses(Sample.class));
        assertThat(questions.stream()
                        .filter(question -> !violations(question).isEmpty())
                        .map(JavaMethod::getName))
                .containsExactlyInAnyOrder("isCounting", "hasNumber", "wasSetTo");
    }

    private static List<JavaMethod> questions(JavaClasses classes) {
        return classes.stream()
                .map(JavaClass::getMethods)
                .flatMap(Set::stream)
                .filter(method -> QUESTION.matcher(method.getName()).matches())
                .toList();
    }

    private static List<String> violations(JavaMethod question) {
        List<String> changes = question.getFieldAccesses().stream()
                .filter(access -> access.getAccessType() == JavaFieldAccess.AccessType.SET)
                .map(access ->
                        question.getFullName() + " sets " + access.getTarget().getName())
                .collect(Collectors.toList());
        if (!question.getRawReturnType().isEquivalentTo(boolean.class)) {
            changes.add(question.getFullName() + " returns "
                    + question.getRawReturnType().getName());
        }
        return changes;
    }

    /** Three statements with names of questions, and two questions. */
    @SuppressWarnings("unused") // read as bytecode
    private static final class Sample {

        private int number;

        boolean isZero() {
            return number == 0;
        }

        boolean hasPassed(int bound) {
            return number > bound;
        }

        boolean isCounting() {
            return ++number > 0;
        }

        int hasNumber() {
            return number;
        }

        void wasSetTo(int other) {
            number = other;
        }

        int island() {
            return ++number;
        }
    }
}
