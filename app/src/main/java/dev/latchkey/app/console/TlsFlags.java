package dev.latchkey.app.console;

import dev.latchkey.tls.ClientTls;
import dev.latchkey.tls.TlsFiles;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags of a connection that is encrypted. */
public final class TlsFlags {

    @Option(
            names = "--tls",
            negatable = true,
            description =
                    "Encrypt the connection with TLS. Without --ca, the authorities that the JDK trusts are trusted."
                            + " [LATCHKEY_TLS]")
    @Nullable
    Boolean tls;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "Trust servers whose certificates were issued by the authorities in this PEM file, and no"
                    + " others; implies --tls. [LATCHKEY_CA]")
    @Nullable
    String ca;

    @Option(
            names = "--cert",
            paramLabel = "FILE",
            description = "Certificate of the client, a PEM file, for servers that require one; implies --tls, requires"
                    + " --key. [LATCHKEY_CERT]")
    @Nullable
    String cert;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "Private key of that certificate, a PEM file. [LATCHKEY_KEY]")
    @Nullable
    String key;

    @Option(
            names = "--tls-name",
            paramLabel = "NAME",
            description =
                    "Name that the certificate of the server must be valid for, if it is not the host of --server."
                            + " [LATCHKEY_TLS_NAME]")
    @Nullable
    String name;

    /** The TLS settings that the flags and environment variables describe; empty for a connection that is not encrypted. */
    public Optional<ClientTls> find(Settings settings) {
        boolean wanted = settings.find("--tls", tls);
        Optional<Path> authorities = file(settings, "--ca", ca);
        Optional<Path> certificate = file(settings, "--cert", cert);
        Optional<Path> privateKey = file(settings, "--key", key);
        Optional<String> expected = settings.find("--tls-name", name);
        if (certificate.isPresent() != privateKey.isPresent()) {
            throw new UsageException("--cert and --key belong together: give both or neither");
        }
        if (!wanted && authorities.isEmpty() && certificate.isEmpty()) {
            return Optional.empty();
        }
        if (tls != null && !tls) {
            throw new UsageException("--no-tls contradicts --ca and --cert, which are for encrypted connections");
        }
        TlsFiles files = authorities.map(TlsFiles.NONE::withAuthorities).orElse(TlsFiles.NONE);
        TlsFiles all = certificate.isPresent() && privateKey.isPresent()
                ? files.withIdentity(certificate.get(), privateKey.get())
                : files;
        try {
            ClientTls loaded = ClientTls.of(all);
            return Optional.of(expected.map(loaded::withServerName).orElse(loaded));
        } catch (UncheckedIOException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Optional<Path> file(Settings settings, String flag, @Nullable String given) {
        return settings.find(flag, given).map(FileLocation::path);
    }
}
