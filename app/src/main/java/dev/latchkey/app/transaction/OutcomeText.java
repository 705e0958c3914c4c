package dev.latchkey.app.transaction;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.latchkey.app.ask.ListCommand;
import dev.latchkey.app.console.Json;
import dev.latchkey.client.clerk.GuardedOutcome;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.clerk.Transaction;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import java.io.IOException;

/** Formats outcomes of transactions, and results of operations. */
final class OutcomeText {

    private OutcomeText() {}

    /** The result of one operation as a line. */
    static String line(Reply.Result result) {
        if (result instanceof Reply.Result.Written written) {
            return written.version().toString();
        }
        if (result instanceof Reply.Result.Read read) {
            Versioned found = read.found();
            return found == null ? "0" : found.version() + "\t" + ListCommand.shown(found.value());
        }
        return "OK";
    }

    static String refusal(Transaction.Refused refused) {
        return "not done: operation " + refused.operation() + " was refused: "
                + refused.reason()
                        .fold(
                                version -> "version " + version,
                                current -> "version conflict, the key is at version " + current,
                                () -> "no such key",
                                current -> "the key of the guard is at version " + current,
                                cause -> cause.toString());
    }

    static String json(Transaction.Outcome outcome) {
        return Json.object(json -> {
            json.writeStringField("outcome", outcome.getClass().getSimpleName());
            if (outcome instanceof Transaction.Done done) {
                json.writeArrayFieldStart("results");
                for (Reply.Result result : done.results()) {
                    write(result, json);
                }
                json.writeEndArray();
            } else if (outcome instanceof Transaction.Refused refused) {
                write(refused, json);
            } else if (outcome instanceof Transaction.Maybe maybe) {
                json.writeStringField("cause", maybe.cause().toString());
            }
        });
    }

    private static void write(Transaction.Refused refused, JsonGenerator json) throws IOException {
        GuardedOutcome reason = refused.reason();
        json.writeNumberField("operation", refused.operation());
        json.writeStringField("reason", reason.getClass().getSimpleName());
        if (reason instanceof PutOutcome.ErrVersion conflict) {
            Json.version(json, "current", conflict.current());
        } else if (reason instanceof GuardedOutcome.ErrGuard guard) {
            Json.version(json, "current", guard.current());
        }
    }

    private static void write(Reply.Result result, JsonGenerator json) throws IOException {
        json.writeStartObject();
        if (result instanceof Reply.Result.Written written) {
            Json.version(json, "version", written.version());
        } else if (result instanceof Reply.Result.Read read) {
            Versioned found = read.found();
            if (found == null) {
                json.writeNullField("value");
                Json.version(json, "version", Version.NONE);
            } else {
                Json.bytes(json, "value", found.value());
                Json.version(json, "version", found.version());
                json.writeNumberField("revision", found.revision());
            }
        }
        json.writeEndObject();
    }
}
