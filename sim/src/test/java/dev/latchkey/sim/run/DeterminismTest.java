package dev.latchkey.sim.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.sim.world.Trace;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A seed determines its run: the trace is the same byte for byte, whatever ran before it and in whichever JVM. */
final class DeterminismTest {

    private static final int SEED = 42;

    static java.util.List<Scenario> scenarios() {
        return Scenario.ALL;
    }

    private static String trace(Scenario scenario, long seed) {
        Trace trace = Trace.kept();
        RunReport report = Run.of(scenario, seed, trace);
        assertThat(report.violations()).isEmpty();
        return trace.take();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void sameSeedGivesTheSameTraceByteForByte(Scenario scenario) {
        String first = trace(scenario, SEED);
        assertThat(first.lines().count()).as("lines").isGreaterThan(1_000);
        assertThat(trace(scenario, SEED)).isEqualTo(first);
    }

    @Test
    void anotherSeedGivesAnotherTrace() {
        Scenario rough = Scenario.named("rough").orElseThrow();
        assertThat(trace(rough, SEED)).isNotEqualTo(trace(rough, SEED + 1));
    }

    @Test
    void traceIsTheSameInAnotherJvm() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process other = new ProcessBuilder(
                        java,
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path") + File.pathSeparator,
                        DeterminismTest.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String told = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(told.strip()).isEqualTo(digests());
    }

    /** Prints what {@link #traceIsTheSameInAnotherJvm} compares. */
    public static void main(String[] arguments) throws NoSuchAlgorithmException {
        System.out.println(digests());
    }

    private static String digests() throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (Scenario scenario : Scenario.ALL) {
            digest.update(trace(scenario, SEED).getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
