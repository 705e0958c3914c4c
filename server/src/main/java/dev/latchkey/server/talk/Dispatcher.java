package dev.latchkey.server.talk;

import dev.latchkey.core.Command;
import dev.latchkey.core.Reply;
import dev.latchkey.engine.Engine;
import dev.latchkey.engine.durable.QueuedCommand;
import dev.latchkey.server.access.ClientState;
import dev.latchkey.server.stats.CommandStats;
import dev.latchkey.server.verbs.BackupVerb;
import dev.latchkey.server.verbs.ConnectionVerbs;
import dev.latchkey.wire.RespValue;
import dev.latchkey.wire.verbs.CommandDecoder;
import dev.latchkey.wire.verbs.Decoded;
import dev.latchkey.wire.verbs.Verb;
import java.util.EnumSet;
import java.util.Set;

/**
 * Decodes each request and passes it on, to the engine if it is a command for the store and to the server's own commands otherwise.
 * Adds exactly one reply to the {@link Outbox} for each request. Used on the connection's thread only.
 */
final class Dispatcher {

    private static final Set<Verb> IN_TURN = EnumSet.of(Verb.BACKUP, Verb.INFO);

    private final Engine engine;
    private final ConnectionVerbs verbs;
    private final BackupVerb backup;
    private final ClientState client;
    private final CommandStats stats;
    private final Requests requests;
    private final Outbox outbox;

    Dispatcher(
            Engine engine,
            ConnectionVerbs verbs,
            BackupVerb backup,
            ClientState client,
            CommandStats stats,
            Requests requests,
            Outbox outbox) {
        this.engine = engine;
        this.verbs = verbs;
        this.backup = backup;
        this.client = client;
        this.stats = stats;
        this.requests = requests;
        this.outbox = outbox;
    }

    /** Executes or submits one request. */
    void dispatch(byte[][] arguments, long now) {
        Decoded decoded = CommandDecoder.decode(arguments);
        if (decoded instanceof Decoded.ForStore request) {
            askStore(request, now);
        } else if (decoded instanceof Decoded.ForServer request) {
            outbox.add(serverReply(request, now));
        } else if (decoded instanceof Decoded.Wrong wrong) {
            outbox.add(explanation(wrong, now));
        }
    }

    private void askStore(Decoded.ForStore request, long now) {
        RespValue refusal = verbs.refusal(request.verb(), client);
        if (refusal != null) {
            outbox.add(ValueFrame.reply(request.verb(), client, now, refusal));
            return;
        }
        StoreReply reply = new StoreReply(request.verb(), client, now, outbox);
        outbox.add(reply);
        submit(request.command(), reply);
    }

    /** Why only if nothing is unanswered: an immediate reply would overtake the commands that are queued. */
    private void submit(Command command, StoreReply reply) {
        Reply immediate = outbox.hasUnanswered() ? null : engine.answerAtOnce(command);
        if (immediate != null) {
            reply.answeredImmediately(immediate);
        } else {
            reply.submitted(QueuedCommand.weightOf(command));
            engine.submit(command, outbox.home(), reply);
        }
    }

    private PendingFrame serverReply(Decoded.ForServer request, long now) {
        RespValue refusal = verbs.refusal(request.verb(), client);
        if (refusal != null) {
            return ValueFrame.reply(request.verb(), client, now, refusal);
        }
        if (IN_TURN.contains(request.verb())) {
            return new InTurnReply(request.verb(), client, now, () -> answerInTurn(request));
        }
        boolean wasLoggedIn = client.isLoggedIn();
        RespValue value = verbs.answer(request.verb(), request.arguments(), client);
        requests.applyLimits(wasLoggedIn, now);
        return request.verb() == Verb.RESET
                ? new InTurnReply(request.verb(), client, now, () -> endBackup(value))
                : ValueFrame.reply(request.verb(), client, now, value);
    }

    private RespValue answerInTurn(Decoded.ForServer request) {
        return request.verb() == Verb.BACKUP
                ? backup.answer(request.arguments()[1])
                : verbs.answer(request.verb(), request.arguments(), client);
    }

    /** Why in turn: a BACKUP before the RESET in the same pipeline starts only then. */
    private RespValue endBackup(RespValue value) {
        backup.end();
        return value;
    }

    private PendingFrame explanation(Decoded.Wrong wrong, long now) {
        if (wrong.verb() == null) {
            stats.countUnknownCommand();
        }
        RespValue refusal = verbs.refusal(wrong.verb(), client);
        RespValue value = refusal != null ? refusal : verbs.answerWrong(wrong, client);
        return ValueFrame.reply(wrong.verb(), client, now, value);
    }
}
