package dev.latchkey.wire.verbs;

import dev.latchkey.core.Command;
import org.jspecify.annotations.Nullable;

/** A decoded request. */
public sealed interface Decoded {

    /** For the store. The reply is encoded in the shape that {@code verb} calls for. */
    record ForStore(Verb verb, Command command) implements Decoded {}

    /** For the server itself, to be answered by its handlers; the first argument is the command's name. */
    @SuppressWarnings("ArrayRecordComponent") // handed through once, never compared
    record ForServer(Verb verb, byte[][] arguments) implements Decoded {}

    /** To be queued between MULTI and EXEC. */
    record ForTransaction(Verb verb, Command.Operation operation) implements Decoded {}

    /**
     * Wrong use. Nothing is executed; the reply is the message, which begins with a code.
     *
     * @param verb null if the command does not exist
     */
    record Wrong(@Nullable Verb verb, String message) implements Decoded {}
}
