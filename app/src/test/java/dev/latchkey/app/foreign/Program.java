package dev.latchkey.app.foreign;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs programs installed on this machine, each with a generous timeout. */
public final class Program {

    private static final long SECONDS_MAX = 120;

    /** The exit code and the complete output of a program, one character per byte. */
    public record Result(int exitCode, String output) {

        byte[] bytes() {
            return output.getBytes(StandardCharsets.ISO_8859_1);
        }

        public List<String> lines() {
            return output.lines().toList();
        }
    }

    private Program() {}

    public static boolean isOnPath(String name) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }

    public static Result run(String... words) {
        return run(new byte[0], words);
    }

    public static Result run(byte[] input, String... words) {
        return run(Path.of("."), input, words);
    }

    /** Runs a program to completion. Input and output use files, so that neither side can block the other. */
    static Result run(Path folder, byte[] input, String... words) {
        try {
            Path in = Files.createTempFile("latchkey-in", "");
            Path out = Files.createTempFile("latchkey-out", "");
            try {
                Files.write(in, input);
                Process process = new ProcessBuilder(new ArrayList<>(List.of(words)))
                        .directory(folder.toFile())
                        .redirectInput(in.toFile())
                        .redirectOutput(out.toFile())
                        .redirectErrorStream(true)
                        .start();
                if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                    throw new AssertionError(String.join(" ", words) + " did not exit within " + SECONDS_MAX
                            + " s; it said: " + Files.readString(out, StandardCharsets.ISO_8859_1));
                }
                return new Result(process.exitValue(), Files.readString(out, StandardCharsets.ISO_8859_1));
            } finally {
                Files.delete(in);
                Files.delete(out);
            }
        } catch (IOException e) {
            throw new AssertionError("cannot run " + words[0], e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
