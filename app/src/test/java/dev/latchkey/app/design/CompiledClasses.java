package dev.latchkey.app.design;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;

/** The compiled main classes of all modules, which are read once in each JVM. */
final class CompiledClasses {

    private static final JavaClasses ALL = new ClassFileImporter()
            .importPaths(ProjectFolder.modules().stream()
                    .map(module -> module.resolve("target/classes"))
                    .toList());

    private CompiledClasses() {}

    static JavaClasses all() {
        return ALL;
    }
}
