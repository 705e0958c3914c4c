package dev.latchkey.http.routes;

import dev.latchkey.core.Version;
import dev.latchkey.http.message.EntityTag;
import dev.latchkey.http.message.Problem;
import dev.latchkey.http.message.ProblemException;
import dev.latchkey.http.message.ProblemType;
import dev.latchkey.http.message.Request;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The version that a write names, which decides whether it takes effect.
 *
 * @param expected the version; null if the request names a tag that no version of this store has, so that the write never takes effect
 */
record Precondition(@Nullable Version expected) {

    private static final String IF_MATCH = "If-Match";
    private static final String IF_NONE_MATCH = "If-None-Match";
    private static final String VERSION = "version";

    /**
     * Returns the precondition of a PUT.
     *
     * @throws ProblemException if it has none or several, or an invalid one
     */
    static Precondition ofPut(Request request) {
        return of(request, 0);
    }

    /**
     * Returns the precondition of a DELETE, which cannot be that the key is absent.
     *
     * @throws ProblemException if it has none or several, or an invalid one
     */
    static Precondition ofDelete(Request request) {
        return of(request, 1);
    }

    private static Precondition of(Request request, long least) {
        Optional<String> match = request.header(IF_MATCH);
        Optional<String> noneMatch = request.header(IF_NONE_MATCH);
        boolean hasVersion = request.query().has(VERSION);
        int given = (match.isPresent() ? 1 : 0) + (noneMatch.isPresent() ? 1 : 0) + (hasVersion ? 1 : 0);
        if (given > 1) {
            throw ProblemException.invalid("If-Match, If-None-Match and version exclude each other: use one of them");
        }
        if (match.isPresent()) {
            return ofTag(request, match.get());
        }
        if (noneMatch.isPresent()) {
            return ofAbsence(noneMatch.get(), least);
        }
        if (hasVersion) {
            return new Precondition(Version.of(request.query().integer(VERSION, 0, least, Long.MAX_VALUE)));
        }
        throw new ProblemException(Problem.notDone(
                ProblemType.VERSION_REQUIRED,
                least == 0
                        ? "name the version that the write replaces: If-Match with the ETag that you read, or"
                                + " If-None-Match: * to create the key"
                        : "name the version that you delete: If-Match with the ETag that you read"));
    }

    private static Precondition ofTag(Request request, String field) {
        if (field.strip().equals("*")) {
            throw ProblemException.invalid("If-Match: * names no version: use the ETag that you read");
        }
        List<EntityTag> tags = EntityTag.parseList(IF_MATCH, field);
        if (tags.size() > 1) {
            throw ProblemException.invalid("If-Match names several versions: use the ETag that you read");
        }
        return new Precondition(tags.get(0).versionIn(request.requireStore()));
    }

    private static Precondition ofAbsence(String field, long least) {
        if (least > 0 || !field.strip().equals("*")) {
            throw ProblemException.invalid("the only If-None-Match of a write is that of a PUT: * creates the key");
        }
        return new Precondition(Version.NONE);
    }
}
