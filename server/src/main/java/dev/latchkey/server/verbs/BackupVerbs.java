package dev.latchkey.server.verbs;

import dev.latchkey.wire.Words;
import dev.latchkey.wire.verbs.Decoded;
import dev.latchkey.wire.verbs.Verb;
import java.util.Map;

/** Handles BACKUP, by the backup of the connection that the request came on. */
final class BackupVerbs {

    private BackupVerbs() {}

    static Map<Verb, Handler> handlers() {
        return Map.of(Verb.BACKUP, (arguments, context) -> context.backup().answer(arguments[1]));
    }

    /** Whether a request continues a backup, whose start the audit log has: a large backup has thousands of pieces. */
    static boolean continues(Decoded.ForServer request) {
        return request.verb() == Verb.BACKUP && Words.matches(request.arguments()[1], "NEXT");
    }
}
