package dev.latchkey.app.design;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The public API of the published artifacts is the recorded one. A line that is missing is a change that breaks programs or compiled classes
 * of users; a line that is new becomes a promise. After a deliberate change, write the record again with {@code -Dapi.rewrite=true}, and
 * review the difference. Internal artifacts are left out.
 */
final class PublicApiTest {

    private static final boolean REWRITE = Boolean.getBoolean("api.rewrite");
    private static final String RECORD = "app/src/test/resources/design/public-api.txt";

    private static final String HEAD = """
            # The public API of the published artifacts: class, then member. Rewrite after a deliberate change:
            # mvn -q -pl app -am test -Dtest=PublicApiTest -Dapi.rewrite=true -Dsurefire.failIfNoSpecifiedTests=false
            """;

    /** The packages whose API is promised, with those below them. */
    private static final List<String> PROMISED = List.of(
            "dev.latchkey.client",
            "dev.latchkey.tls",
            "dev.latchkey.check",
            "dev.latchkey.test",
            "dev.latchkey.fence",
            "dev.latchkey.shedlock",
            "dev.latchkey.spring");

    /** The only package of its module that is exported. */
    private static final String CORE = "dev.latchkey.core";

    private static boolean isPromised(JavaClass each) {
        return each.getPackageName().equals(CORE)
                || PROMISED.stream().anyMatch(prefix -> (each.getPackageName() + ".").startsWith(prefix + "."));
    }

    private static boolean isVisible(JavaClass each) {
        boolean isOpen = each.getModifiers().contains(JavaModifier.PUBLIC)
                || each.getModifiers().contains(JavaModifier.PROTECTED);
        return isOpen && each.getEnclosingClass().map(PublicApiTest::isVisible).orElse(true);
    }

    private static boolean isVisible(JavaMember member) {
        Set<JavaModifier> modifiers = member.getModifiers();
        return (modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED))
                && !modifiers.contains(JavaModifier.SYNTHETIC)
                && !modifiers.contains(JavaModifier.BRIDGE);
    }

    /** The lines of all classes, sorted. */
    static Set<String> lines(Stream<JavaClass> classes) {
        return classes.filter(each -> isPromised(each) && isVisible(each) && !each.isAnonymousClass())
                .flatMap(PublicApiTest::lines)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> lines(JavaClass each) {
        String heading = each.getName() + " extends "
                + Stream.concat(each.getRawSuperclass().stream(), each.getRawInterfaces().stream())
                        .map(JavaClass::getName)
                        .sorted()
                        .collect(Collectors.joining(", "));
        Stream<String> members = Stream.concat(
                        each.getFields().stream(),
                        Stream.concat(each.getMethods().stream(), each.getConstructors().stream()))
                .filter(PublicApiTest::isVisible)
                .map(member -> each.getName() + " " + described(member));
        return Stream.concat(Stream.of(heading), members);
    }

    private static String described(JavaMember member) {
        String isStatic = member.getModifiers().contains(JavaModifier.STATIC) ? "static " : "";
        if (member instanceof JavaField field) {
            return isStatic + field.getName() + ": " + field.getRawType().getName();
        }
        JavaCodeUnit unit = (JavaCodeUnit) member;
        String parameters =
                unit.getRawParameterTypes().stream().map(JavaClass::getName).collect(Collectors.joining(", "));
        return isStatic + unit.getName() + "(" + parameters + "): "
                + unit.getRawReturnType().getName();
    }

    @Test
    void publicApiIsTheRecordedOne() throws IOException {
        Set<String> now = lines(CompiledClasses.all().stream());
        if (REWRITE) {
            Files.writeString(
                    ProjectFolder.root().resolve(RECORD),
                    HEAD + now.stream().collect(Collectors.joining("\n", "", "\n")));
        }
        Set<String> recorded = ProjectFolder.text(RECORD)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(recorded)
                .as("the recorded API, all of which must still exist")
                .isSubsetOf(now);
        assertThat(now).as("the API, all of which must be recorded").isSubsetOf(recorded);
    }

    @Test
    void removedMethodIsADifference() {
        Set<String> now = lines(CompiledClasses.all().stream());
        assertThat(now)
                .contains(
                        "dev.latchkey.client.Latchkey static connect(java.lang.String): dev.latchkey.client.Latchkey",
                        "dev.latchkey.core.Version static NONE: dev.latchkey.core.Version")
                .noneMatch(line -> line.startsWith("dev.latchkey.core.state.") || line.contains("$1"));
    }
}
