package dev.latchkey.http.guard;

import dev.latchkey.http.message.Problem;
import dev.latchkey.http.message.ProblemException;
import dev.latchkey.http.message.ProblemType;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Set;

/**
 * Refuses writes that a browser sends for another website. A browser sends such requests with the credentials of its user; it does not
 * show the website the response, but by then the write has taken effect. Programs other than browsers send neither field.
 */
final class CrossSite {

    private static final Set<String> SAME_SITE = Set.of("same-origin", "none");

    private CrossSite() {}

    /**
     * Checks a request that may have an effect.
     *
     * @throws ProblemException if another website is the origin of the request
     */
    static void check(HttpHeaders headers) {
        List<String> sites = headers.getAll("Sec-Fetch-Site");
        if (!SAME_SITE.containsAll(sites)) {
            throw refusal("Sec-Fetch-Site is not same-origin or none");
        }
        String host = headers.get(HttpHeaderNames.HOST, "");
        for (String origin : headers.getAll(HttpHeaderNames.ORIGIN)) {
            if (!authority(origin).equalsIgnoreCase(withoutDefaultPort(host, origin))) {
                throw refusal("Origin does not name this server");
            }
        }
    }

    private static String authority(String origin) {
        int end = origin.indexOf("://");
        return end < 0 ? "" : withoutDefaultPort(origin.substring(end + "://".length()), origin);
    }

    private static String withoutDefaultPort(String authority, String origin) {
        String port = origin.startsWith("https:") ? ":443" : ":80";
        return authority.endsWith(port) ? authority.substring(0, authority.length() - port.length()) : authority;
    }

    private static ProblemException refusal(String detail) {
        return new ProblemException(Problem.notDone(ProblemType.CROSS_SITE, detail));
    }
}
