package dev.latchkey.http.guard;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The cookie that identifies a console session. Scripts cannot read it, a browser sends it with no request that another site causes, and,
 * under TLS, over no unencrypted connection. Its name contains the port, because browsers send a cookie to all ports of a host.
 *
 * @param secure whether the connection is encrypted
 */
record ConsoleCookie(String name, boolean secure) {

    private static final String NAME = "latchkey-";
    private static final String ATTRIBUTES = "; Path=/; HttpOnly; SameSite=Strict";

    /** The cookie of a server on {@code port}. */
    static ConsoleCookie of(int port, boolean secure) {
        return new ConsoleCookie(NAME + port, secure);
    }

    /** Returns the field {@code Set-Cookie} for a session, until the browser exits. */
    String set(ConsoleSessions.Token token) {
        return name + "=" + token.text() + attributes();
    }

    /** Returns the field {@code Set-Cookie} that deletes the cookie. */
    String delete() {
        return name + "=" + attributes() + "; Max-Age=0";
    }

    private String attributes() {
        return ATTRIBUTES + (secure ? "; Secure" : "");
    }

    /** Returns the token that a request presents; null if it presents none. */
    ConsoleSessions.@Nullable Token read(HttpHeaders headers) {
        for (String field : headers.getAll(HttpHeaderNames.COOKIE)) {
            for (String pair : field.split(";", -1)) {
                String cookie = pair.strip();
                if (cookie.startsWith(name + "=")) {
                    return new ConsoleSessions.Token(cookie.substring(name.length() + 1));
                }
            }
        }
        return null;
    }
}
