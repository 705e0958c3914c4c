package dev.latchkey.app.ask;

import dev.latchkey.app.console.Environment;
import dev.latchkey.app.console.Formats;
import dev.latchkey.app.console.PasswordSource;
import dev.latchkey.app.console.ProcessContext;
import dev.latchkey.app.console.Settings;
import dev.latchkey.app.console.TlsFlags;
import dev.latchkey.app.console.UsageException;
import dev.latchkey.client.link.ClientConfig;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags of all commands that connect to a server. */
public final class ClientFlags {

    @Option(
            names = "--server",
            paramLabel = "HOST:PORT",
            description = "Server address, or several comma-separated addresses to try; a host name stands for all its"
                    + " addresses. Default: 127.0.0.1:5625. [LATCHKEY_SERVER]")
    @Nullable
    String server;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "Time limit, retries included, such as 500ms, 30s or 2m. Default: 5s. [LATCHKEY_TIMEOUT]")
    @Nullable
    String timeout;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            description = "User to authenticate as, with a password or secret. Default: default. [LATCHKEY_USER]")
    @Nullable
    String user;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "Authenticate with the password or secret in the first line of this file; - reads it from"
                    + " standard input. [LATCHKEY_PASSWORD_FILE, or LATCHKEY_PASSWORD for the password itself]")
    @Nullable
    String passwordFile;

    @Mixin
    private final TlsFlags tls = new TlsFlags();

    /**
     * The client configuration that the flags and environment variables describe.
     *
     * @param tell prints a line on standard error; called by any thread, after a second without a server
     */
    public ClientConfig config(ProcessContext surroundings, Consumer<String> tell) {
        Settings settings = new Settings(surroundings.environment());
        ClientConfig config = settings.find("--server", server, "127.0.0.1:5625", ClientConfig::of);
        Duration deadline = settings.find("--timeout", timeout, "5s", Formats::duration);
        Optional<byte[]> password =
                PasswordSource.find(passwordFile, surroundings.environment()).read(surroundings.in());
        // why: an unresponsive server must leave time to try the others
        Duration patience = deadline.dividedBy(config.servers().size());
        ClientConfig timed =
                config.withDeadline(deadline).withAnswerTimeout(patience).withListener(new StillTrying(tell));
        ClientConfig encrypted = tls.find(settings).map(timed::withTls).orElse(timed);
        String name = settings.find("--user", user, ClientConfig.USER_DEFAULT, Formats::text);
        if (user != null && password.isEmpty()) {
            throw new UsageException("--user requires a password: use --password-file or " + Environment.PASSWORD
                    + "; a client with a certificate is the user of that certificate");
        }
        return password.map(secret -> encrypted.withUser(name).withPassword(text(secret)))
                .orElse(encrypted);
    }

    private static String text(byte[] secret) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(secret))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new UsageException("the password is not valid UTF-8", e);
        }
    }
}
