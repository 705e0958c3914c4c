package dev.latchkey.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Covers SEC-04: how long a password takes to check reveals nothing about it. The statistical test follows O. Reparaz and others, Dude, is
 * my code constant time?, 2017: it measures wrong passwords that differ from the right one in the last byte only, and random ones,
 * interleaved at random, and compares the means of both classes by Welch's t-test. It takes a quiet machine, so it runs on request:
 * {@code -Dserver.timing.samples=1000000}.
 */
class CredentialsTimingTest {

    private static final byte[] PASSWORD = "correct horse battery staple".getBytes(StandardCharsets.US_ASCII);

    /** The bound of dudect, above which a difference is almost certain. */
    private static final double T_MAX = 4.5;

    /** The share of the fastest measurements that is compared: the slowest ones measure interrupts and garbage collection. */
    private static final double SHARE = 0.9;

    private static final int WARM_UP = 65_536;

    /** The passwords that are prepared together, before they are measured. */
    private static final int BLOCK = 4_096;

    /** Running mean and variance (Welford). */
    private static final class Sample {
        private long count;
        private double mean;
        private double squares;

        void add(double value) {
            count++;
            double delta = value - mean;
            mean += delta / count;
            squares += delta * (value - mean);
        }

        double varianceOfMean() {
            return squares / (count - 1) / count;
        }
    }

    private interface Compare {
        boolean matches(byte[] password);
    }

    private static double t(Compare compare, int samples) {
        Random random = new Random(1);
        long[] nanos = new long[samples];
        boolean[] isNear = new boolean[samples];
        byte[][] block = new byte[BLOCK][PASSWORD.length];
        boolean[] blockIsNear = new boolean[BLOCK];
        for (int done = -WARM_UP; done < samples; done += BLOCK) {
            fill(block, blockIsNear, random);
            for (int i = 0; i < BLOCK; i++) {
                long began = System.nanoTime();
                boolean admitted = compare.matches(block[i]);
                long took = System.nanoTime() - began;
                if (admitted) {
                    throw new AssertionError("a wrong password was admitted");
                }
                if (done + i >= 0 && done + i < samples) {
                    nanos[done + i] = took;
                    isNear[done + i] = blockIsNear[i];
                }
            }
        }
        return welch(nanos, isNear);
    }

    /** Prepares both classes by the same steps, so that what comes before a measurement does not depend on the class. */
    private static void fill(byte[][] block, boolean[] isNear, Random random) {
        byte[][] sources = {new byte[PASSWORD.length], PASSWORD.clone()};
        sources[1][PASSWORD.length - 1] ^= 1;
        for (int i = 0; i < block.length; i++) {
            random.nextBytes(sources[0]);
            isNear[i] = random.nextBoolean();
            System.arraycopy(sources[isNear[i] ? 1 : 0], 0, block[i], 0, PASSWORD.length);
        }
    }

    private static double welch(long[] nanos, boolean[] isNear) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        long bound = sorted[(int) (sorted.length * SHARE)];
        Sample near = new Sample();
        Sample far = new Sample();
        for (int i = 0; i < nanos.length; i++) {
            if (nanos[i] <= bound) {
                (isNear[i] ? near : far).add((double) nanos[i]);
            }
        }
        return (near.mean - far.mean) / Math.sqrt(near.varianceOfMean() + far.varianceOfMean());
    }

    @Test
    @EnabledIfSystemProperty(named = "server.timing.samples", matches = "\\d+")
    void timeToCheckAPasswordRevealsNothing() {
        int samples = Integer.getInteger("server.timing.samples");
        double leaking = t(CredentialsTimingTest::equalsUpToTheFirstDifference, samples);
        double ours = t(Credentials.of(PASSWORD)::admits, samples);
        System.out.printf(
                "SEC-04: %d samples: t = %.2f; a comparison that leaks has t = %.2f%n", samples, ours, leaking);
        assertThat(Math.abs(leaking)).as("the test detects a leak").isGreaterThan(T_MAX);
        assertThat(Math.abs(ours)).isLessThan(T_MAX);
    }

    /** Does not use {@link Arrays#equals}, which compares eight bytes at a time. */
    private static boolean equalsUpToTheFirstDifference(byte[] password) {
        for (int i = 0; i < PASSWORD.length; i++) {
            if (password[i] != PASSWORD[i]) {
                return false;
            }
        }
        return true;
    }

    /** The welch test of the statistics themselves: equal distributions have a small t, shifted ones a large one. */
    @Test
    void statisticsDetectADifferenceAndNothingElse() {
        Random random = new Random(2);
        long[] equal = new long[20_000];
        long[] shifted = new long[equal.length];
        boolean[] isNear = new boolean[equal.length];
        for (int i = 0; i < equal.length; i++) {
            isNear[i] = random.nextBoolean();
            equal[i] = 1_000L + random.nextInt(100);
            shifted[i] = equal[i] + (isNear[i] ? 5 : 0);
        }
        assertThat(Math.abs(welch(equal, isNear))).isLessThan(T_MAX);
        assertThat(Math.abs(welch(shifted, isNear))).isGreaterThan(T_MAX);
    }

    /** Whatever its length, a password is compared by its digest. */
    @Test
    void passwordsOfAnyLengthAreComparedWhole() {
        Credentials credentials = Credentials.of(PASSWORD);
        assertThat(credentials.admits(PASSWORD.clone())).isTrue();
        for (int length = 0; length < PASSWORD.length; length++) {
            assertThat(credentials.admits(Arrays.copyOf(PASSWORD, length))).isFalse();
        }
        assertThat(credentials.admits(Arrays.copyOf(PASSWORD, PASSWORD.length + 1)))
                .isFalse();
        for (int bit = 0; bit < PASSWORD.length * 8; bit++) {
            byte[] other = PASSWORD.clone();
            other[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(credentials.admits(other)).isFalse();
        }
    }
}
