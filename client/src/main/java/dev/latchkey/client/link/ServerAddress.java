package dev.latchkey.client.link;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a server is. The name is looked up anew for each connection.
 *
 * @param host a name or an address, IPv6 without brackets
 * @param port 1 to 65,535
 */
public record ServerAddress(String host, int port) {

    /** The port that people expect: LOCK on a telephone's keys. */
    public static final int PORT_DEFAULT = 5_625;

    private static final int PORT_MAX = 65_535;

    /** [ipv6]:port, [ipv6], host:port or host; an IPv6 address may name its interface behind a percent sign. */
    private static final Pattern FORM = Pattern.compile(
            "(?:\\[(?<v6>[0-9a-fA-F:.]+(?:%[0-9a-zA-Z_.-]+)?)\\]|(?<host>[^\\[\\]:,\\s]+))(?::(?<port>[0-9]{1,5}))?");

    public ServerAddress {
        if (host.isEmpty() || port < 1 || port > PORT_MAX) {
            throw new IllegalArgumentException(
                    "address '" + host + ":" + port + "' needs a host and a port from 1 to " + PORT_MAX);
        }
    }

    /** Reads addresses with commas between. */
    static List<ServerAddress> parseAll(String addresses) {
        return Arrays.stream(addresses.split(",", -1))
                .map(address -> parse(address.strip()))
                .toList();
    }

    private static ServerAddress parse(String address) {
        Matcher matcher = FORM.matcher(address);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + address + "' is not an address: write host, host:port or [ipv6]:port; without a port it is "
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
