package dev.latchkey.http.guard;

import dev.latchkey.http.message.Problem;
import dev.latchkey.http.message.ProblemException;
import dev.latchkey.http.message.ProblemType;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The host names under which clients may address the server. Why: a website can let a name of its own resolve to the address of the server
 * (DNS rebinding), and its scripts could then read every response, because to the browser they come from the website. Such requests carry
 * the name of the website.
 */
public final class AllowedHosts {

    private static final List<String> ALWAYS = List.of("localhost", "127.0.0.1", "[::1]");

    private static final Pattern AUTHORITY =
            Pattern.compile("([a-z0-9._-]{1,253}|\\[[0-9a-f:.]{2,45}])(?::[0-9]{1,5})?");

    private static final Pattern NAME = Pattern.compile("[a-z0-9._-]{1,253}|\\[[0-9a-f:.]{2,45}]");

    private final Set<String> names = new TreeSet<>(ALWAYS);

    /**
     * The names of this machine's loopback interface, and further ones.
     *
     * @throws IllegalArgumentException if one is not a host name or an address
     */
    public AllowedHosts(List<String> further) {
        for (String name : further) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!NAME.matcher(lower).matches()) {
                throw new IllegalArgumentException(
                        "'" + name + "' is not a host name without a port, such as kv.example.com");
            }
            names.add(lower);
        }
    }

    /**
     * Checks the field {@code Host} of a request.
     *
     * @param local the address at which the connection arrived, which is allowed too; null if it has none
     * @throws ProblemException if it is missing or invalid, or the name is not allowed
     */
    void check(HttpHeaders headers, @Nullable InetAddress local) {
        List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
        if (hosts.size() != 1) {
            throw ProblemException.invalid("a request has exactly one Host field");
        }
        Matcher authority = AUTHORITY.matcher(hosts.get(0).toLowerCase(Locale.ROOT));
        if (!authority.matches()) {
            throw ProblemException.invalid("the Host field is not a host name with an optional port");
        }
        String name = authority.group(1);
        if (!names.contains(name) && !name.equals(addressText(local))) {
            throw new ProblemException(Problem.notDone(
                    ProblemType.MISDIRECTED, "the server does not serve this host name; --http-host allows it"));
        }
    }

    private static @Nullable String addressText(@Nullable InetAddress local) {
        if (local == null) {
            return null;
        }
        String text = NetUtil.toAddressString(local);
        return text.indexOf(':') >= 0 ? "[" + text + "]" : text;
    }
}
