package dev.latchkey.server.verbs;

import dev.latchkey.wire.verbs.Verb;
import java.util.Map;

/** Handles BACKUP, by the backup of the connection that the request came on. */
final class BackupVerbs {

    private BackupVerbs() {}

    static Map<Verb, Handler> handlers() {
        return Map.of(Verb.BACKUP, (arguments, context) -> context.backup().answer(arguments[1]));
    }
}
