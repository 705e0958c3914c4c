package dev.latchkey.app;

import dev.latchkey.client.ClientConfig;
import dev.latchkey.wire.ReplyParser;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** Asks a server something over a {@link PlainConnection}, and says so if no answer comes. */
final class Asking {

    private Asking() {}

    @FunctionalInterface
    interface Question {
        void askOver(PlainConnection connection) throws IOException;
    }

    static int of(ClientConfig config, @Nullable CommandSpec spec, Question question) {
        try (PlainConnection connection = PlainConnection.open(config)) {
            question.askOver(connection);
            return ExitCode.DONE.code();
        } catch (IOException | ReplyParser.NotRespException e) {
            LatchkeyCommand.tell(
                    Objects.requireNonNull(spec, "set by picocli").commandLine(), String.valueOf(e.getMessage()));
            return ExitCode.NO_CONNECTION.code();
        }
    }
}
