package dev.latchkey.app.certs;

import dev.latchkey.app.console.ConsoleCommand;
import dev.latchkey.app.console.ExitCode;
import dev.latchkey.app.console.FileLocation;
import dev.latchkey.app.console.Formats;
import dev.latchkey.app.console.ProcessContext;
import dev.latchkey.app.console.Settings;
import dev.latchkey.app.console.UsageException;
import dev.latchkey.seams.SystemTime;
import dev.latchkey.tls.TlsException;
import dev.latchkey.tls.TlsFiles;
import dev.latchkey.tls.TlsKeyPair;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code latchkey certs}: makes a private certificate authority, and certificates for servers and clients. */
@Command(
        name = "certs",
        description = {
            "Makes a private certificate authority, a certificate for the server, and certificates for clients.",
            "",
            "The first run creates the directory with ca.pem, server.pem and client.pem, each with its key"
                    + " (ca-key.pem, server-key.pem, client-key.pem, mode 0600). Later runs use the same authority and"
                    + " add what is missing, such as another client. Existing files are never overwritten: to replace a"
                    + " certificate, move it and its key away and run the command again.",
            "",
            "Keep ca-key.pem secret, on another machine if possible: anyone who has it can impersonate every server and"
                    + " client. The server needs server.pem, server-key.pem and ca.pem; a client needs ca.pem, its own"
                    + " certificate and its own key.",
            ""
        },
        footer = {
            "",
            "Exit codes:",
            "  0    success",
            "  2    usage error, or the files in the directory cannot be used",
            "  125  a file could not be written, or another internal error",
            "",
            "Examples:",
            "  latchkey certs",
            "  latchkey certs --host db1.example.com --host 10.0.0.7 --client deployer --client backup"
        })
public final class CertsCommand extends ConsoleCommand {

    private static final String CA = "ca";
    private static final String SERVER = "server";
    private static final int DAYS_MAX = 3_650;
    private static final int NAME_LENGTH_MAX = 64;
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_*][A-Za-z0-9._*-]*|[0-9A-Fa-f:.]+");
    private static final Pattern CLIENT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]*");

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Directory for the files, created if it does not exist. Default: ./latchkey-certs.")
    private String directory = "latchkey-certs";

    @Option(
            names = "--host",
            paramLabel = "NAME",
            description = "Host name or IP address by which clients reach the server; may be given several times. The"
                    + " certificate is also valid for localhost, 127.0.0.1 and ::1.")
    private List<String> hosts = new ArrayList<>();

    @Option(
            names = "--client",
            paramLabel = "NAME",
            description = "Name of a client that gets a certificate; may be given several times. Default: client.")
    private List<String> clients = new ArrayList<>();

    @Option(
            names = "--days",
            paramLabel = "N",
            description = "Validity of the certificates of servers and clients, at most 3650 days. Default: 365.")
    private String days = "365";

    public CertsCommand(ProcessContext surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws IOException, GeneralSecurityException {
        Duration validity = Duration.ofDays(Settings.read("--days", days, text -> Formats.integer(text, 1, DAYS_MAX)));
        hosts.forEach(host -> require("--host", host, HOST, "a host name or an IP address without a port"));
        clients.forEach(name -> require("--client", name, CLIENT, "letters, digits and . _ @ -"));
        CertificateDirectory files = new CertificateDirectory(FileLocation.path(directory));
        try {
            files.create();
            make(files, validity);
        } catch (FileAlreadyExistsException e) {
            throw new UsageException(
                    e.getMessage() + " exists and is never overwritten: move it away with its certificate", e);
        }
        return exitCodeAfterOutput(ExitCode.DONE.code());
    }

    private static void require(String flag, String text, Pattern form, String wanted) {
        if (text.length() > NAME_LENGTH_MAX || !form.matcher(text).matches() || isReserved(text)) {
            throw new UsageException("invalid " + flag + " '" + text + "': use " + wanted + ", at most "
                    + NAME_LENGTH_MAX + " characters, other than " + CA + " and " + SERVER);
        }
    }

    private static boolean isReserved(String text) {
        return text.equals(CA) || text.equals(SERVER);
    }

    private void make(CertificateDirectory files, Duration validity) throws IOException, GeneralSecurityException {
        Instant now = Instant.ofEpochMilli(SystemTime.INSTANCE.wallMillis());
        boolean isNew = !files.has(certificateOf(CA));
        CertificateAuthority authority = isNew
                ? CertificateAuthority.create(
                        "Latchkey private authority", now, surroundings().chance())
                : new CertificateAuthority(existing(files), now, surroundings().chance());
        if (isNew) {
            write(files, CA, authority.own());
        }
        if (!files.has(certificateOf(SERVER))) {
            write(files, SERVER, authority.issueForServer(allHosts(), validity));
        } else if (!hosts.isEmpty()) {
            throw new UsageException(files.path(certificateOf(SERVER))
                    + " exists and is never overwritten: move it away with its key to issue one for other hosts");
        }
        for (String name : clients.isEmpty() && isNew ? List.of("client") : clients) {
            write(files, name, authority.issueForClient(name, validity));
        }
        tell("server: latchkey serve --tls-cert " + files.path(certificateOf(SERVER)) + " --tls-key "
                + files.path(keyOf(SERVER)) + " --tls-ca " + files.path(certificateOf(CA)));
        String client = clients.isEmpty() ? "client" : clients.get(0);
        tell("client: latchkey ping --ca " + files.path(certificateOf(CA)) + " --cert "
                + files.path(certificateOf(client)) + " --key " + files.path(keyOf(client)));
    }

    private List<String> allHosts() {
        List<String> all = new ArrayList<>(hosts);
        for (String usual : List.of("localhost", "127.0.0.1", "::1")) {
            if (!all.contains(usual)) {
                all.add(usual);
            }
        }
        return all;
    }

    private static Issued existing(CertificateDirectory files) throws TlsException {
        TlsKeyPair pair = TlsKeyPair.read(new TlsFiles.Identity(files.path(certificateOf(CA)), files.path(keyOf(CA))));
        return new Issued(pair.certificate(), pair.key());
    }

    /** Why the key first: a certificate without its key would have to be removed by hand. */
    private void write(CertificateDirectory files, String name, Issued issued)
            throws IOException, GeneralSecurityException {
        files.writeSecret(keyOf(name), issued.keyPem());
        files.writePublic(certificateOf(name), issued.certificatePem());
        print(files.path(certificateOf(name)) + "  valid until "
                + issued.certificate().getNotAfter().toInstant());
    }

    private static String certificateOf(String name) {
        return name + ".pem";
    }

    private static String keyOf(String name) {
        return name + "-key.pem";
    }
}
