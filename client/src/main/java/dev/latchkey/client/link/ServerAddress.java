package dev.latchkey.client.link;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of a server. The host name is resolved again for each connection.
 *
 * @param host a host name or an IP address, IPv6 without brackets
 * @param port 1 to 65,535
 */
public record ServerAddress(String host, int port) {

    /** The default port: LOCK on a telephone keypad. */
    public static final int PORT_DEFAULT = 5_625;

    private static final int PORT_MAX = 65_535;

    /** [ipv6]:port, [ipv6], host:port or host; an IPv6 address may have an interface after a percent sign. */
    private static final Pattern FORM = Pattern.compile(
            "(?:\\[(?<v6>[0-9a-fA-F:.]+(?:%[0-9a-zA-Z_.-]+)?)\\]|(?<host>[^\\[\\]:,\\s]+))(?::(?<port>[0-9]{1,5}))?");

    public ServerAddress {
        if (host.isEmpty() || port < 1 || port > PORT_MAX) {
            throw new IllegalArgumentException(
                    "address '" + host + ":" + port + "' needs a host and a port from 1 to " + PORT_MAX);
        }
    }

    /** Parses addresses separated by commas. */
    static List<ServerAddress> parseAll(String addresses) {
        return Arrays.stream(addresses.split(",", -1))
                .map(address -> parse(address.strip()))
                .toList();
    }

    private static ServerAddress parse(String address) {
        Matcher matcher = FORM.matcher(address);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + address
                    + "' is not a server address: use host, host:port or [ipv6]:port; the default port is "
                    + PORT_DEFAULT);
        }
        String host = matcher.group("v6") != null ? matcher.group("v6") : matcher.group("host");
        String port = matcher.group("port");
        return new ServerAddress(host, port == null ? PORT_DEFAULT : Integer.parseInt(port));
    }

    @Override
    public String toString() {
        return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
    }
}
