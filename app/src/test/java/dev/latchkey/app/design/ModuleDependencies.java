package dev.latchkey.app.design;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The dependencies allowed between modules, and the external packages each module may use. All others are violations. */
final class ModuleDependencies {

    private static final String ANNOTATIONS = "org.jspecify.annotations.";
    private static final String SEAMS = "dev.latchkey.seams.";
    private static final String TLS = "dev.latchkey.tls.";
    /** The TLS of the JDK. */
    private static final String SSL = "javax.net.ssl.";

    private static final String CORE = "dev.latchkey.core.";
    private static final String WIRE = "dev.latchkey.wire.";
    private static final String CLIENT = "dev.latchkey.client.";
    private static final String LOG = "dev.latchkey.log.";
    private static final String ENGINE = "dev.latchkey.engine.";
    private static final String CLUSTER = "dev.latchkey.cluster.";
    private static final String SERVER = "dev.latchkey.server.";
    private static final String HTTP = "dev.latchkey.http.";
    private static final String CHECK = "dev.latchkey.check.";
    private static final String TRIAL = "dev.latchkey.trial.";
    /** The limit of open files, the options of the JVM, the memory of a container; exported by the JDK module jdk.management. */
    private static final String JVM = "com.sun.management.";

    private static final String JSON = "com.fasterxml.jackson.core.";

    private static final String SPRING = "org.springframework.";

    /** A module without an entry is reported, so that every new module gets one. */
    private static final Map<String, List<String>> MAY_NAME = Map.ofEntries(
            Map.entry("seams", List.of(ANNOTATIONS)),
            Map.entry("tls", List.of(ANNOTATIONS, SSL)),
            Map.entry("core", List.of(ANNOTATIONS)),
            Map.entry("wire", List.of(ANNOTATIONS, CORE, "io.netty.buffer.")),
            Map.entry("client", List.of(ANNOTATIONS, SEAMS, TLS, SSL, CORE, WIRE, "io.netty.", "org.slf4j.")),
            Map.entry("log", List.of(ANNOTATIONS)),
            Map.entry("engine", List.of(ANNOTATIONS, SEAMS, CORE, LOG, "org.slf4j.", JVM)),
            Map.entry("cluster", List.of(ANNOTATIONS, SEAMS, CORE, ENGINE)),
            Map.entry(
                    "server",
                    List.of(
                            ANNOTATIONS,
                            SEAMS,
                            TLS,
                            SSL,
                            "javax.crypto.",
                            CORE,
                            WIRE,
                            LOG,
                            ENGINE,
                            "io.netty.",
                            "org.slf4j.",
                            JVM)),
            Map.entry("http", List.of(ANNOTATIONS, SEAMS, CORE, WIRE, ENGINE, SERVER, "io.netty.", "org.slf4j.", JSON)),
            Map.entry("check", List.of(ANNOTATIONS, JSON)),
            Map.entry("trial", List.of(ANNOTATIONS, SEAMS, CORE, WIRE, CLIENT, CHECK, "io.netty.buffer.")),
            Map.entry(
                    "test",
                    List.of(
                            ANNOTATIONS,
                            SEAMS,
                            CORE,
                            WIRE,
                            CLIENT,
                            LOG,
                            ENGINE,
                            SERVER,
                            CHECK,
                            TRIAL,
                            "io.netty.buffer.",
                            "org.junit.jupiter.api.",
                            "org.junit.platform.commons.support.")),
            Map.entry("spring-integration", List.of(ANNOTATIONS, SEAMS, CORE, CLIENT, SPRING)),
            Map.entry(
                    "spring-boot-starter",
                    List.of(
                            ANNOTATIONS,
                            TLS,
                            CORE,
                            CLIENT,
                            "dev.latchkey.spring.integration.",
                            "dev.latchkey.shedlock.",
                            SPRING,
                            "net.javacrumbs.shedlock.",
                            "io.micrometer.core.instrument.")),
            Map.entry("fence", List.of(ANNOTATIONS, CORE, "com.sun.net.httpserver.")),
            Map.entry("shedlock", List.of(ANNOTATIONS, SEAMS, CORE, CLIENT, "net.javacrumbs.shedlock.")),
            Map.entry(
                    "sim",
                    List.of(
                            ANNOTATIONS,
                            SEAMS,
                            CORE,
                            WIRE,
                            CLIENT,
                            LOG,
                            ENGINE,
                            CLUSTER,
                            SERVER,
                            CHECK,
                            "io.netty.buffer.")),
            Map.entry(
                    "app",
                    List.of(
                            ANNOTATIONS,
                            SEAMS,
                            TLS,
                            SSL,
                            "javax.security.auth.x500.",
                            "org.bouncycastle.",
                            CORE,
                            WIRE,
                            CLIENT,
                            LOG,
                            ENGINE,
                            SERVER,
                            HTTP,
                            CHECK,
                            TRIAL,
                            "dev.latchkey.sim.",
                            "io.netty.",
                            "org.slf4j.",
                            "io.micrometer.",
                            "io.prometheus.",
                            "picocli.",
                            "org.jline.",
                            JSON,
                            JVM)));

    /** The core is a function of its input: it uses no threads, clocks, files, sockets, locks or futures. */
    private static final List<String> NOT_IN_CORE = List.of(
            "java.util.concurrent.", "java.io.", "java.nio.file.", "java.nio.channels.", "java.net.", "java.time.");

    private ModuleDependencies() {}

    /** The package of a module; a hyphen in its name separates packages. */
    static String packageOf(String module) {
        return "dev.latchkey." + module.replace('-', '.');
    }

    static List<String> violations(SourceFile source) {
        List<String> allowed = MAY_NAME.get(source.module());
        if (allowed == null) {
            return List.of(source.module() + " is a module without an entry in the table of allowed dependencies");
        }
        List<String> violations = new ArrayList<>();
        String own = packageOf(source.module());
        if (!(source.packageName() + ".").startsWith(own + ".")) {
            violations.add(source.className() + " is in package " + source.packageName() + ", not in " + own);
        }
        for (String name : source.references()) {
            boolean fine = name.startsWith("java.") || name.startsWith(own + ".");
            if (!fine && allowed.stream().noneMatch(name::startsWith)) {
                violations.add(source.className() + " uses " + name + ", which is not allowed in " + source.module());
            }
            if (source.module().equals("core") && NOT_IN_CORE.stream().anyMatch(name::startsWith)) {
                violations.add(source.className() + " uses " + name + ": core is a pure function");
            }
        }
        return violations;
    }
}
