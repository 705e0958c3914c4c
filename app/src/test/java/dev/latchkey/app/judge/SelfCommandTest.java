package dev.latchkey.app.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Covers SEC-14: a process that Latchkey starts refuses to deserialize, whatever code tries to. */
final class SelfCommandTest {

    private static final String FILTER = "-Djdk.serialFilter=!*";

    /** Runs {@link #main} with the options of {@code latchkey torture}'s servers; returns what it prints. */
    private static String run(List<String> words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(words.subList(0, words.size() - 1));
        command.add(SelfCommandTest.class.getName());
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return printed.strip();
    }

    @Test
    void processRefusesToDeserialize() throws Exception {
        List<String> words = SelfCommand.words();
        assertThat(words).endsWith("dev.latchkey.app.Main");
        assertThat(run(words)).contains("InvalidClassException").contains("REJECTED");
        List<String> unfiltered = new ArrayList<>(words);
        unfiltered.remove(FILTER);
        assertThat(run(unfiltered)).as("without the filter").isEqualTo("[a, b]");
    }

    /** Serializes a list and prints what deserializing it results in. */
    public static void main(String[] arguments) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new ArrayList<>(List.of("a", "b")));
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            System.out.println(in.readObject());
        } catch (java.io.InvalidClassException e) {
            System.out.println(e);
        }
    }
}
