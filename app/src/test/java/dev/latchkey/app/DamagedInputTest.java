package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.io.TempDir;

/**
 * IN-10: damaged arguments, environment variables and files lead to a documented exit code and to messages in terms of Latchkey,
 * never to a stack trace or to the terms of a library. Each repetition is a seed.
 */
final class DamagedInputTest {

    private static final int RUNS = 20;

    /** 125 is missing: it is an internal error. */
    private static final Set<Integer> DEFINED = Set.of(0, 1, 2, 3, 4, 5, 64);

    /** What only a programmer can make sense of. */
    private static final String INTERNALS = "(?is).*(exception|\\bat"
            + " dev\\.|picocli|jackson|netty|redacted|java\\.|(?<!/dev/)\\bnull\\b|streamread|unmappable|internal"
            + " error).*";

    private static final List<String> COMMANDS = List.of(
            "get",
            "put",
            "del",
            "txn",
            "list",
            "info",
            "ping",
            "backup",
            "restore",
            "log",
            "log inspect",
            "check",
            "verify --faults x",
            "help",
            "lock --break",
            "serve --print-config",
            "simulate --seeds x",
            "torture --cycles x",
            "",
            "frob");

    /** No option that creates a file, since the values are arbitrary. */
    private static final List<String> OPTIONS = List.of(
            "--server",
            "--timeout",
            "--password-file",
            "--json",
            "--only-version",
            "--after",
            "--limit",
            "--values",
            "--records",
            "--model",
            "--format",
            "--seed",
            "--clients",
            "--seconds",
            "--faults",
            "--token",
            "--help",
            "--version",
            "--port",
            "--bind",
            "--threads",
            "--max-memory",
            "--max-clients",
            "--insecure",
            "--prot",
            "-x",
            "--",
            "-");

    private static final List<String> VALUES = List.of(
            "",
            " ",
            "k",
            "0",
            "1",
            "-1",
            "9223372036854775808",
            "1e309",
            "127.0.0.1:1",
            "a:b",
            "::",
            "[::1]:99999",
            "5s",
            "1ms",
            "/",
            "/dev/null",
            "/no/such/file",
            "..",
            "\u0000",
            "\ufffd",
            "\u202e",
            "\ud800",
            "a\nb",
            "\u001b[2J",
            "@x",
            "${x}",
            "*",
            "%s%n",
            "\"",
            "'",
            "{",
            "=",
            "--=",
            "key=value");

    private static final List<String> VARIABLES = List.of(
            "LATCHKEY_SERVER",
            "LATCHKEY_TIMEOUT",
            "LATCHKEY_PASSWORD",
            "LATCHKEY_PASSWORD_FILE",
            "LATCHKEY_PORT",
            "LATCHKEY_MAX_MEMORY",
            "LATCHKEY_MEMORY",
            "LATCHKEY_BIND",
            "LATCHKEY_INSECURE",
            "LATCHKEY_THREADS");

    private static final String HISTORY = """
            {"format":"latchkey-history","version":1,"model":"versioned-register"}
            {"t":1,"p":0,"op":0,"e":"call","f":"put","k":"a","v":"x","ver":0}
            {"t":2,"p":0,"op":0,"e":"ret","r":"OK","ver":1}
            """;

    private final Path folder;

    DamagedInputTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private static String oneOf(List<String> choices, Random random) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** A value, sometimes with one character replaced, and sometimes long. */
    private static String value(Random random) {
        String value = oneOf(VALUES, random);
        return switch (random.nextInt(8)) {
            case 0 -> value + (char) random.nextInt(0x3000);
            case 1 -> value.repeat(1 + random.nextInt(3_000));
            case 2 -> String.valueOf((char) random.nextInt(0x10000));
            default -> value;
        };
    }

    private static void assertDefined(CommandRun run, Object what) {
        assertThat(run.exitCode()).as("%s %s", what, run).isIn(DEFINED);
        assertThat(run.err()).as("%s", what).doesNotMatch(INTERNALS);
        assertThat(run.err().replace("\n", "")).as("%s", what).doesNotContainPattern("\\p{Cc}");
        if (run.exitCode() == 2 || run.exitCode() == 64) {
            assertThat(run.err()).as("%s", what).startsWith("latchkey");
        }
    }

    @RepeatedTest(10)
    void argumentsAndVariables(RepetitionInfo seed) {
        Random random = new Random(seed.getCurrentRepetition());
        for (int i = 0; i < RUNS; i++) {
            List<String> words = new ArrayList<>(List.of(oneOf(COMMANDS, random).split(" ")));
            for (int more = random.nextInt(5); more > 0; more--) {
                words.add(random.nextBoolean() ? oneOf(OPTIONS, random) : value(random));
            }
            Map<String, String> variables =
                    new HashMap<>(Map.of("LATCHKEY_SERVER", "127.0.0.1:1", "LATCHKEY_TIMEOUT", "1ms"));
            if (random.nextInt(4) == 0) {
                variables.put(oneOf(VARIABLES, random), value(random));
            }
            CommandRun.Given given = CommandRun.Given.environment(variables).in(new byte[] {1, -1, 10});
            assertDefined(given.run(words.toArray(String[]::new)), words + " " + variables);
        }
    }

    @RepeatedTest(10)
    void files(RepetitionInfo seed) throws IOException {
        Random random = new Random(seed.getCurrentRepetition());
        Path file = folder.resolve("file");
        CommandRun.Given given =
                CommandRun.Given.environment(Map.of("LATCHKEY_SERVER", "127.0.0.1:1", "LATCHKEY_TIMEOUT", "1ms"));
        for (int i = 0; i < RUNS; i++) {
            Files.write(file, damaged(random));
            String name = file.toString();
            assertDefined(given.run("check", name), Files.readString(file, StandardCharsets.ISO_8859_1));
            assertDefined(given.run("log", "inspect", name), i);
            assertDefined(
                    given.run("restore", name, "--data", folder.resolve("data").toString()), i);
            assertDefined(given.run("ping", "--password-file", name), i);
        }
    }

    private static byte[] damaged(Random random) {
        byte[] bytes = HISTORY.getBytes(StandardCharsets.UTF_8);
        switch (random.nextInt(4)) {
            case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 1 -> random.nextBytes(bytes);
            case 2 ->
                bytes = (HISTORY + "{\"" + "n".repeat(60_000) + "\":" + "[".repeat(random.nextInt(100))
                                + "9".repeat(2_000) + "}\n")
                        .getBytes(StandardCharsets.UTF_8);
            default -> {
                for (int flips = random.nextInt(4); flips >= 0; flips--) {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                }
            }
        }
        return bytes;
    }
}
