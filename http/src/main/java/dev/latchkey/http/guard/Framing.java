package dev.latchkey.http.guard;

import dev.latchkey.http.message.Problem;
import dev.latchkey.http.message.ProblemException;
import dev.latchkey.http.message.ProblemType;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;

/** Whether it is certain where a request ends. Where two programs disagree on that, one request can be smuggled into another. */
final class Framing {

    /** The maximum number of header fields. */
    static final int FIELDS_MAX = 100;

    private Framing() {}

    /**
     * Checks the head of a request.
     *
     * @throws ProblemException if it was not parsed, or it is not certain where the request ends
     */
    static void check(HttpRequest head) {
        requireParsed(head.decoderResult());
        if (!head.protocolVersion().equals(HttpVersion.HTTP_1_1)
                && !head.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            throw new ProblemException(
                    Problem.notDone(ProblemType.HTTP_VERSION, "the server speaks HTTP/1.1 and HTTP/1.0"));
        }
        if (head.headers().size() > FIELDS_MAX) {
            throw new ProblemException(Problem.notDone(
                    ProblemType.HEADERS_TOO_LARGE, "a request has at most " + FIELDS_MAX + " header fields"));
        }
        checkLength(head);
    }

    private static void checkLength(HttpRequest head) {
        HttpHeaders headers = head.headers();
        List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        List<String> lengths = headers.getAll(HttpHeaderNames.CONTENT_LENGTH);
        boolean isChunked = codings.size() == 1 && HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.get(0));
        if (!codings.isEmpty() && (!isChunked || !head.protocolVersion().equals(HttpVersion.HTTP_1_1))) {
            throw ProblemException.invalid("the only transfer coding is chunked, in HTTP/1.1");
        }
        if (lengths.size() + codings.size() > 1) {
            throw ProblemException.invalid(
                    "a request has either Content-Length or Transfer-Encoding, and only one of them");
        }
    }

    /**
     * Checks that a part of a request was parsed.
     *
     * @throws ProblemException if it was not
     */
    static void requireParsed(DecoderResult result) {
        if (result.isSuccess()) {
            return;
        }
        if (result.cause() instanceof TooLongHttpLineException) {
            throw new ProblemException(Problem.notDone(
                    ProblemType.TARGET_TOO_LONG, "the request line or the line of a chunk is too long"));
        }
        if (result.cause() instanceof TooLongHttpHeaderException) {
            throw new ProblemException(
                    Problem.notDone(ProblemType.HEADERS_TOO_LARGE, "the header fields are too large"));
        }
        throw ProblemException.invalid("the bytes received are not a valid HTTP/1.1 request");
    }

    /** Returns whether a request has a body. */
    static boolean hasBody(HttpRequest head) {
        return head.headers().contains(HttpHeaderNames.TRANSFER_ENCODING) || declaredLength(head) > 0;
    }

    /** Returns the declared length of the body; 0 if none is declared. */
    static long declaredLength(HttpRequest head) {
        String length = head.headers().get(HttpHeaderNames.CONTENT_LENGTH, "0");
        try {
            return Long.parseLong(length.strip());
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE; // why: the decoder has accepted it, so it is merely out of range
        }
    }
}
