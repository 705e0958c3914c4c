package dev.latchkey.test;

import dev.latchkey.core.Key;
import dev.latchkey.core.SessionId;
import dev.latchkey.test.history.RequestWords;
import dev.latchkey.wire.RespValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The sessions that clients have opened and not closed, and the keys that they own, as requests and replies show. For any thread. */
final class KnownSessions {

    private final Set<SessionId> open = ConcurrentHashMap.newKeySet();
    private final Map<Key, SessionId> owners = new ConcurrentHashMap<>();

    List<SessionId> open() {
        return List.copyOf(open);
    }

    Optional<SessionId> ownerOf(Key key) {
        return Optional.ofNullable(owners.get(key));
    }

    /** A request was answered; {@code ofConnection} are the sessions of its connection. */
    void answered(RequestWords request, RespValue reply, Set<SessionId> ofConnection) {
        switch (request.upper(request.commandAt())) {
            case "SESSION" -> sessionAnswered(request, reply, ofConnection);
            case "PUT", "DEL" -> {
                if (reply instanceof RespValue.Int) {
                    written(request);
                }
            }
            default -> {}
        }
    }

    private void sessionAnswered(RequestWords request, RespValue reply, Set<SessionId> ofConnection) {
        if (request.upper(1).equals("OPEN")
                && reply instanceof RespValue.Array opened
                && opened.items().get(0) instanceof RespValue.Bulk id) {
            open.add(SessionId.parse(id.utf8()));
            ofConnection.add(SessionId.parse(id.utf8()));
        } else if (request.upper(1).equals("CLOSE") && reply.equals(RespValue.OK)) {
            ended(SessionId.parse(request.word(2)));
            ofConnection.remove(SessionId.parse(request.word(2)));
        }
    }

    private void written(RequestWords request) {
        Key key = Key.of(request.bytes(request.commandAt() + 1));
        owners.remove(key);
        request.option("OWNER").ifPresent(id -> owners.put(key, SessionId.parse(id)));
    }

    /** The session has ended, and its keys with it. */
    void ended(SessionId session) {
        open.remove(session);
        owners.values().removeIf(session::equals);
    }
}
