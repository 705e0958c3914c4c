package dev.latchkey.app.design;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The project follows its architecture rules, and each rule detects its violations. Covers SEC-14: no Java serialization. */
final class DesignRulesTest {

    private static List<String> violations(SourceFile source) {
        return Stream.concat(ModuleDependencies.violations(source).stream(), ApiRestriction.violations(source).stream())
                .toList();
    }

    private static SourceFile source(String module, String body) {
        return new SourceFile(
                module, "dev/latchkey/" + module + "/Sample.java", "package dev.latchkey." + module + ";\n" + body);
    }

    @Test
    void everySourceFollowsTheRules() {
        List<SourceFile> sources = ProjectFolder.sources();
        assertThat(sources).extracting(SourceFile::module).contains("core", "wire", "server", "app");
        assertThat(sources).flatExtracting(DesignRulesTest::violations).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "core, org.slf4j.Logger",
        "core, io.netty.buffer.ByteBuf",
        "core, dev.latchkey.seams.Time",
        "core, java.util.concurrent.locks.ReentrantLock",
        "core, java.io.IOException",
        "core, java.time.Clock",
        "wire, io.netty.channel.Channel",
        "wire, dev.latchkey.server.net.Node",
        "wire, dev.latchkey.seams.Time",
        "engine, io.netty.buffer.ByteBuf",
        "engine, dev.latchkey.wire.Limits",
        "engine, dev.latchkey.server.net.Node",
        "trial, dev.latchkey.server.net.Node",
        "wire, org.slf4j.Logger",
        "client, org.slf4j.Logger",
        "client, dev.latchkey.server.net.Node",
        "client, io.micrometer.core.instrument.Meter",
        "server, io.micrometer.core.instrument.Meter",
        "server, org.HdrHistogram.Histogram",
        "log, dev.latchkey.core.Key",
        "log, org.slf4j.Logger",
        "server, dev.latchkey.client.clerk.Clerk",
        "server, dev.latchkey.app.Main",
        "server, picocli.CommandLine",
        "app, com.google.common.collect.ImmutableList",
        "app, sun.misc.Signal",
    })
    void forbiddenImportIsReported(String module, String name) {
        assertThat(violations(source(module, "import " + name + ";\nclass Sample {}")))
                .anyMatch(violation -> violation.contains(name));
        assertThat(violations(source(module, "import static " + name + ".x;\nclass Sample {}")))
                .anyMatch(violation -> violation.contains(name));
        assertThat(violations(source(module, "class Sample { " + name + " field; }")))
                .anyMatch(violation -> violation.contains(name));
    }

    @ParameterizedTest
    @CsvSource({
        "core, java.util.Map",
        "core, org.jspecify.annotations.Nullable",
        "wire, dev.latchkey.core.Key",
        "wire, io.netty.buffer.ByteBuf",
        "client, io.netty.channel.Channel",
        "log, java.nio.channels.FileChannel",
        "server, dev.latchkey.log.Log",
        "server, org.slf4j.Logger",
        "app, dev.latchkey.server.net.Node",
        "app, picocli.CommandLine",
    })
    void allowedImportIsAccepted(String module, String name) {
        assertThat(violations(source(module, "import " + name + ";\nclass Sample {}")))
                .isEmpty();
    }

    @Test
    void moduleWithoutAnEntryIsReported() {
        assertThat(violations(source("attic", "class Sample {}"))).anyMatch(violation -> violation.contains("attic"));
    }

    @Test
    void packageOfAnotherModuleIsReported() {
        SourceFile smuggled = new SourceFile(
                "client", "dev/latchkey/core/Sample.java", "package dev.latchkey.core;\nclass Sample {}");
        assertThat(violations(smuggled)).anyMatch(violation -> violation.contains("dev.latchkey.core"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "long t = System.nanoTime();",
                "long t = System.currentTimeMillis();",
                "LongSupplier t = System::nanoTime;",
                "Object t = Instant.now();",
                "Object t = Clock.systemUTC();",
                "void f() { Thread.sleep(1); }",
                "void f() { TimeUnit.SECONDS.sleep(1); }",
                "Object r = new Random();",
                "Object r = new Random(7);",
                "Object r = ThreadLocalRandom.current();",
                "double r = Math.random();",
                "Object r = new SecureRandom();",
                "Object r = new SplittableRandom(1);",
                "Object r = UUID.randomUUID();",
                "Object f = FileChannel.open(path);",
                "Object f = Files.readString(path);",
                "Function f = Files::exists;",
                "Object f = new FileInputStream(name);",
                "Object f = new FileOutputStream(name);",
                "Object f = new RandomAccessFile(name, mode);",
                "void f() { System.exit(1); }",
                "void f() { Runtime.getRuntime().halt(1); }",
                "IntConsumer f = Runtime.getRuntime()::halt;",
                "public static void main(String[] arguments) {}",
                "void f() { System.out.println(); }",
                "void f() { System.err.println(); }",
                "void f() { failure.printStackTrace(); }",
                "boolean f() { return command instanceof Command.Put; }",
                "int f() { return switch (verb) { case GET -> 1; default -> 0; }; }",
                "int f() { return switch (request.verb()) { case GET -> 1; default -> 0; }; }",
                "batch.add(record);",
                "nextBatch.add(record);",
                "Object o = new ObjectInputStream(in);",
                "Object o = new ObjectOutputStream(out);",
                "class Held implements Serializable {}",
                "class Held implements java.io.Externalizable {}",
                "private Object readResolve() { return this; }",
                "synchronized void f() {}",
                "void f() { synchronized (this) { wait(); } }",
            })
    void forbiddenApiIsReported(String code) {
        assertThat(violations(source("client", "class Sample {\n" + code + "\n}")))
                .singleElement()
                .asString()
                .contains("line 3");
    }

    /** Covers SEC-04 together with {@code CredentialsTimingTest}. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Arrays.equals(digest, other)",
                "Arrays.mismatch(digest, other) < 0",
                "password.equals(other)",
                "HexFormat.of().formatHex(digest).contentEquals(other)",
            })
    void comparisonOfSecretsInVariableTimeIsReported(String comparison) {
        SourceFile credentials = new SourceFile(
                "server",
                "dev/latchkey/server/access/Credentials.java",
                "package dev.latchkey.server.access;\nclass Credentials { boolean b = " + comparison + "; }");
        assertThat(violations(credentials)).singleElement().asString().contains("MessageDigest.isEqual");
    }

    @Test
    void staticImportIsReportedToo() {
        assertThat(violations(source("client", "import static java.lang.System.nanoTime;\nclass Sample {}")))
                .isNotEmpty();
    }

    @Test
    void exemptClassesMayUseTheApi() {
        SourceFile seam = new SourceFile(
                "seams",
                "dev/latchkey/seams/SystemTime.java",
                "package dev.latchkey.seams;\nclass SystemTime { long t = System.nanoTime(); Object r = new Random(); }");
        assertThat(violations(seam)).singleElement().asString().contains("new Random");
    }

    @Test
    void commentsAndLiteralsAreIgnored() {
        SourceFile quoting = source("client", """
                /** Not {@code System.nanoTime()}, and no "synchronized". */
                class Sample {
                    String a = "System.exit(1) \\" // Thread.sleep"; // new Random()
                    char quote = '"';
                    String b = \"""
                        Files.exists(x) "
                        \""";
                    /* dev.latchkey.server.net.Node */
                }
                """);
        assertThat(violations(quoting)).isEmpty();
        assertThat(quoting.code().lines().count())
                .isEqualTo(quoting.text().lines().count());
    }

    @Test
    void codeBehindACommentMarkInALiteralIsSeen() {
        assertThat(violations(
                        source("client", "class Sample { String s = \"/*\"; long t = System.nanoTime(); /* */ }")))
                .isNotEmpty();
    }
}
