package dev.latchkey.http.console;

import dev.latchkey.http.message.EntityTag;
import dev.latchkey.http.message.Request;
import dev.latchkey.http.message.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A file of the console, read from the jar when the server starts.
 *
 * @param tag identifies the content
 * @param whole the response with the content
 */
record ConsoleFile(EntityTag tag, Response whole) {

    /**
     * What the page may do. Scripts and styles come from this server only, and none is inline; no text becomes markup, because the only
     * way to that, a policy of trusted types, does not exist.
     */
    static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self';"
                    + " frame-ancestors 'none'; base-uri 'none'; form-action 'self'; require-trusted-types-for 'script';"
                    + " trusted-types 'none'";

    private static final int TAG_DIGITS = 16;

    /** Reads the resource {@code name} of this package. */
    static ConsoleFile read(String name) {
        byte[] content = content(name);
        EntityTag tag = new EntityTag(false, digest(content).substring(0, TAG_DIGITS));
        return new ConsoleFile(tag, fields(200, tag).withBody(mediaType(name), content));
    }

    private static byte[] content(String name) {
        try (InputStream in = ConsoleFile.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + name + " of the console");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String digest(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String mediaType(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "html" -> "text/html; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "js" -> "text/javascript; charset=utf-8";
            case "svg" -> "image/svg+xml";
            default -> throw new IllegalStateException("no media type for " + name);
        };
    }

    private static Response fields(int status, EntityTag tag) {
        return Response.of(status)
                .with("ETag", tag.toString())
                .with("Cache-Control", "no-cache")
                .with("Content-Security-Policy", POLICY)
                .with("Referrer-Policy", "no-referrer")
                .with("Cross-Origin-Opener-Policy", "same-origin")
                .with("Cross-Origin-Resource-Policy", "same-origin");
    }

    /** Returns the response to a request for this file: without the content if the client has it. */
    Response answer(Request request) {
        Optional<String> known = request.header("If-None-Match");
        boolean isKnown = known.isPresent()
                && EntityTag.parseList("If-None-Match", known.get()).stream().anyMatch(tag::matchesWeakly);
        return isKnown ? fields(304, tag) : whole;
    }
}
