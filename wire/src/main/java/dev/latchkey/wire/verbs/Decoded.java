package dev.latchkey.wire.verbs;

import dev.latchkey.core.Command;
import org.jspecify.annotations.Nullable;

/** What a request means. */
public sealed interface Decoded {

    /** For the store. The reply is written as {@code verb} demands. */
    record ForStore(Verb verb, Command command) implements Decoded {}

    /** For the connection or the server; the first of the arguments is the command's name. */
    @SuppressWarnings("ArrayRecordComponent") // handed through once, never compared
    record ForServer(Verb verb, byte[][] arguments) implements Decoded {}

    /**
     * Wrong use. Nothing is executed; the message, which begins with a code, is the reply.
     *
     * @param verb null if there is no such command
     */
    record Wrong(@Nullable Verb verb, String message) implements Decoded {}
}
