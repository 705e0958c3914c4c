package dev.latchkey.server.talk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Compares replies with golden files, byte for byte. {@code -Dgolden.rewrite=true} rewrites the files. */
public final class Golden {

    private static final Path FOLDER = Path.of("src", "test", "resources", "golden");

    private Golden() {}

    /** Requires that {@code text} equals the golden file {@code name}. */
    public static void requireSame(String name, String text) throws IOException {
        if (Boolean.getBoolean("golden.rewrite")) {
            Files.createDirectories(FOLDER);
            Files.writeString(FOLDER.resolve(name), text);
            return;
        }
        try (InputStream golden = Golden.class.getResourceAsStream("/golden/" + name)) {
            byte[] bytes = Objects.requireNonNull(golden, name + " is missing: -Dgolden.rewrite=true writes it")
                    .readAllBytes();
            assertThat(text)
                    .as("golden/%s; -Dgolden.rewrite=true writes it again", name)
                    .isEqualTo(new String(bytes, StandardCharsets.UTF_8));
        }
    }
}
