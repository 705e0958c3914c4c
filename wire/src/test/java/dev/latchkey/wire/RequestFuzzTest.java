package dev.latchkey.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * IN-01 and IN-06: compares the parser with the independent {@link ReferenceRequestParser}. Use {@code
 * -Dwire.fuzz.frames=100000000} for a long run and {@code -Dwire.fuzz.seed=N} to repeat a run.
 */
class RequestFuzzTest {

    private static final long FRAMES_MIN = Long.getLong("wire.fuzz.frames", 250_000);
    private static final long SEED = Long.getLong("wire.fuzz.seed", new SplittableRandom().nextLong());

    /** Limits low enough for random frames to exceed them, and those of a real server before and after authentication. */
    private static final List<Limits.Frames> LIMITS = List.of(
            new Limits.Frames(3, 12, 24, 40, Duration.ofSeconds(1), 1),
            Limits.STANDARD.framesBeforeLogin(),
            Limits.STANDARD.frames());

    private final Map<String, Long> outcomes = new HashMap<>();

    @Test
    void parserAndReferenceAgreeOnAllBytes() {
        SplittableRandom random = new SplittableRandom(SEED);
        FuzzedBytes conversations = new FuzzedBytes(random);
        long frames = 0;
        long streams = 0;
        while (frames < FRAMES_MIN) {
            byte[] all = conversations.next();
            Limits.Frames limits = LIMITS.get(random.nextInt(LIMITS.size()));
            List<Parsed> expected = ReferenceRequestParser.parse(limits, all);
            compare(streams, limits, all, expected, pieces(random));
            expected.forEach(this::count);
            frames += expected.size();
            streams++;
        }
        System.out.println(frames + " frames in " + streams + " streams with seed " + SEED + ": " + outcomes);
        assertThat(outcomes.keySet())
                .as("the kinds of results with seed %d", SEED)
                .contains(
                        "request",
                        "TLS",
                        "HTTP",
                        "invalid multibulk",
                        "invalid bulk",
                        "request exceeds",
                        "no CRLF",
                        "expected '$',",
                        "too big",
                        "too many",
                        "unbalanced quotes");
    }

    private static void compare(
            long stream, Limits.Frames limits, byte[] all, List<Parsed> expected, IntUnaryOperator pieces) {
        List<Parsed> found;
        try {
            found = Chunks.parse(limits, all, pieces);
        } catch (RuntimeException e) {
            throw new AssertionError(described(stream, limits, all), e);
        }
        if (!Chunks.equal(found, expected)) {
            fail(described(stream, limits, all) + "\nexpected" + Chunks.describe(expected) + "\nfound"
                    + Chunks.describe(found));
        }
    }

    private static String described(long stream, Limits.Frames limits, byte[] all) {
        return "stream " + stream + " with " + limits + "\n"
                + HexFormat.of().formatHex(all)
                + "\nrepeat with: mvn -pl core,wire test -Dtest=RequestFuzzTest -Dsurefire.failIfNoSpecifiedTests=false"
                + " -Dwire.fuzz.frames=" + FRAMES_MIN + " -Dwire.fuzz.seed=" + SEED;
    }

    private static IntUnaryOperator pieces(SplittableRandom random) {
        int most = 1 << random.nextInt(12);
        return most == 1 ? end -> end + 1 : end -> end + 1 + random.nextInt(most);
    }

    private void count(Parsed parsed) {
        String kind = "request";
        if (parsed instanceof Parsed.Violation violation) {
            String[] words = violation.sentence().split(" ", 3);
            kind = words[0] + " " + words[1];
        } else if (parsed instanceof Parsed.OtherProtocol other) {
            kind = other.protocol();
        }
        outcomes.merge(kind, 1L, Long::sum);
    }
}
