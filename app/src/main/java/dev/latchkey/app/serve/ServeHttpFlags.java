package dev.latchkey.app.serve;

import dev.latchkey.app.console.Formats;
import dev.latchkey.app.console.Settings;
import dev.latchkey.app.console.UsageException;
import dev.latchkey.http.guard.AllowedHosts;
import dev.latchkey.server.net.NodeConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags of {@code latchkey serve} for the HTTP API. */
final class ServeHttpFlags {

    private static final String HTTP = "--http";
    private static final String PORT = "--http-port";
    private static final String BIND = "--http-bind";
    private static final String HOST = "--http-host";

    /** There is no port above this one. */
    private static final int PORT_MAX = 65_535;

    @Option(
            names = HTTP,
            negatable = true,
            description = "Serve the HTTP API too; --no-http does not. If the default port is in use, the server starts"
                    + " without it and prints a warning. [LATCHKEY_HTTP]")
    @Nullable
    Boolean http;

    @Option(
            names = PORT,
            paramLabel = "N",
            description = "TCP port of the HTTP API; 0 picks a free port. Default: the port plus 1, 5626."
                    + " [LATCHKEY_HTTP_PORT]")
    @Nullable
    String port;

    @Option(
            names = BIND,
            paramLabel = "ADDRESS",
            description = "Address of the HTTP API. As for --bind, an address that is not a loopback address requires a"
                    + " password or --insecure. Default: 127.0.0.1. [LATCHKEY_HTTP_BIND]")
    @Nullable
    String bind;

    @Option(
            names = HOST,
            paramLabel = "NAME",
            description =
                    "Host names, separated by commas, by which clients address the HTTP API, besides localhost and"
                            + " the IP address that they connect to. Requests with another host name are refused, since a"
                            + " website may have sent them. Default: none. [LATCHKEY_HTTP_HOST]")
    @Nullable
    String host;

    /**
     * The settings; empty if HTTP is not served.
     *
     * @param node the configuration of the node, whose requirements for addresses hold for this API too
     * @param warnings receives a sentence if HTTP is not served although it was not turned off
     */
    Optional<HttpSettings> find(Settings settings, NodeConfig node, List<String> warnings) {
        boolean isOn = settings.find(HTTP, http == null ? null : http.toString(), "true", Formats::yesOrNo);
        int respPort = node.address().getPort();
        int usual = respPort == 0 ? 0 : Math.min(PORT_MAX, respPort + 1);
        int chosen = settings.find(PORT, port, String.valueOf(usual), Formats::port);
        List<InetAddress> addresses = settings.find(BIND, bind, "127.0.0.1", Formats::addresses);
        AllowedHosts hosts = settings.find(HOST, host)
                .map(names -> Settings.read(HOST, names, ServeHttpFlags::hosts))
                .orElse(new AllowedHosts(List.of()));
        if (!isOn) {
            requireNone();
            return Optional.empty();
        }
        boolean isRequired = settings.isChosen(HTTP) || settings.isChosen(PORT) || settings.isChosen(BIND);
        if (chosen != 0 && chosen == respPort) {
            return withoutPort(respPort, isRequired, warnings);
        }
        List<InetSocketAddress> listening =
                addresses.stream().map(ip -> new InetSocketAddress(ip, chosen)).toList();
        requireAllowed(node, listening);
        return Optional.of(new HttpSettings(listening, hosts, isRequired));
    }

    private Optional<HttpSettings> withoutPort(int respPort, boolean isRequired, List<String> warnings) {
        if (isRequired) {
            throw new UsageException("the HTTP API needs another port than " + respPort + ": choose one with " + PORT);
        }
        warnings.add("warning: HTTP is not served: no port follows " + respPort + "; choose one with " + PORT);
        return Optional.empty();
    }

    private void requireNone() {
        String given = Stream.of(port == null ? null : PORT, bind == null ? null : BIND, host == null ? null : HOST)
                .filter(flag -> flag != null)
                .collect(Collectors.joining(" and "));
        if (!given.isEmpty() && Boolean.FALSE.equals(http)) {
            throw new UsageException("--no-http and " + given + " are mutually exclusive: serve HTTP or not");
        }
    }

    private static void requireAllowed(NodeConfig node, List<InetSocketAddress> addresses) {
        try {
            node.withAddresses(addresses);
        } catch (IllegalArgumentException e) {
            throw new UsageException("HTTP: " + e.getMessage(), e);
        }
    }

    private static AllowedHosts hosts(String text) {
        return new AllowedHosts(
                Arrays.stream(text.split(",", -1)).map(String::strip).toList());
    }
}
