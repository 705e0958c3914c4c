package dev.latchkey.app.serve;

import dev.latchkey.app.console.FileLocation;
import dev.latchkey.app.console.Settings;
import dev.latchkey.app.console.UsageException;
import dev.latchkey.server.tls.ServerTls;
import dev.latchkey.tls.ClientAuth;
import dev.latchkey.tls.TlsException;
import dev.latchkey.tls.TlsFiles;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The TLS flags of {@code latchkey serve}. */
final class ServeTlsFlags {

    private static final String CERT = "--tls-cert";
    private static final String KEY = "--tls-key";
    private static final String CA = "--tls-ca";
    private static final String AUTH = "--tls-client-auth";
    private static final String CRL = "--tls-crl";

    @Option(
            names = CERT,
            paramLabel = "FILE",
            description =
                    "Encrypt all connections with TLS, with the certificate in this PEM file, followed by those of"
                            + " its intermediate authorities. The files are read again when they change, and on SIGHUP."
                            + " [LATCHKEY_TLS_CERT]")
    @Nullable
    String cert;

    @Option(
            names = KEY,
            paramLabel = "FILE",
            description = "Private key of the certificate, a PEM file that is not encrypted. [LATCHKEY_TLS_KEY]")
    @Nullable
    String key;

    @Option(
            names = CA,
            paramLabel = "FILE",
            description = "Accept clients whose certificates were issued by the authorities in this PEM file."
                    + " [LATCHKEY_TLS_CA]")
    @Nullable
    String ca;

    @Option(
            names = AUTH,
            paramLabel = "none|optional|required",
            description = "Whether clients need a certificate. Default: required with --tls-ca, otherwise none."
                    + " [LATCHKEY_TLS_CLIENT_AUTH]")
    @Nullable
    String clientAuth;

    @Option(
            names = CRL,
            paramLabel = "FILE",
            description = "Refuse clients whose certificates are in the revocation lists in this PEM file. It needs a"
                    + " list of each authority that issues certificates, and one that has expired refuses all."
                    + " [LATCHKEY_TLS_CRL]")
    @Nullable
    String crl;

    /** The TLS policy; empty if connections are not encrypted. */
    Optional<ServerTls> find(Settings settings) {
        Optional<Path> certificate = file(settings, CERT, cert);
        Optional<Path> privateKey = file(settings, KEY, key);
        Optional<Path> authorities = file(settings, CA, ca);
        ClientAuth auth = settings.find(
                AUTH,
                clientAuth,
                (authorities.isPresent() ? ClientAuth.REQUIRED : ClientAuth.NONE)
                        .name()
                        .toLowerCase(Locale.ROOT),
                ServeTlsFlags::parse);
        Optional<Path> revocations = file(settings, CRL, crl);
        if (certificate.isEmpty() || privateKey.isEmpty()) {
            requireNone(settings);
            return Optional.empty();
        }
        if (authorities.isEmpty() && (auth != ClientAuth.NONE || revocations.isPresent())) {
            throw new UsageException(
                    (revocations.isPresent() ? CRL : AUTH) + " requires " + CA + ": the authority of the clients");
        }
        TlsFiles files = TlsFiles.NONE.withIdentity(certificate.get(), privateKey.get());
        TlsFiles trusting = authorities.map(files::withAuthorities).orElse(files);
        try {
            return Optional.of(
                    ServerTls.load(revocations.map(trusting::withRevocations).orElse(trusting), auth));
        } catch (TlsException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    private static void requireNone(Settings settings) {
        String given = Arrays.stream(new String[] {CERT, KEY, CA, AUTH, CRL})
                .filter(settings::isChosen)
                .collect(Collectors.joining(" and "));
        if (!given.isEmpty()) {
            throw new UsageException(given + " given, but TLS requires both " + CERT + " and " + KEY);
        }
    }

    private static ClientAuth parse(String text) {
        return Arrays.stream(ClientAuth.values())
                .filter(value -> value.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("use none, optional or required"));
    }

    private static Optional<Path> file(Settings settings, String flag, @Nullable String given) {
        return settings.find(flag, given).map(FileLocation::path);
    }
}
