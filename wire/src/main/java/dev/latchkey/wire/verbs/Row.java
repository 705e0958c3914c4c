package dev.latchkey.wire.verbs;

import dev.latchkey.core.Command;
import dev.latchkey.wire.Requester;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One row of the command table. Its policy columns have no default: every command states who may run it, when, what it does to
 * keys and which arguments are keys.
 */
final class Row {

    static final String CONSTANT_TIME = "O(1)";

    final Family family;
    final Access access;
    final Timing timing;
    final Effect effect;
    final Keys keys;

    String summary = "";
    String reply = "";

    @Nullable
    String hint;

    String complexity = CONSTANT_TIME;
    List<Argument> arguments = List.of();
    boolean executedAtOnce;
    boolean allowedInTransaction;
    boolean optionsOmittedInErrors;
    boolean versionedReply;
    boolean pushes;

    @Nullable
    BiFunction<byte[][], Requester, Command> decoder;

    @Nullable
    BiFunction<byte[][], Requester, Command.Operation> operation;

    private Row(Family family, Access access, Timing timing, Effect effect, Keys keys) {
        this.family = family;
        this.access = access;
        this.timing = timing;
        this.effect = effect;
        this.keys = keys;
    }

    static Row of(Family family, Access access, Timing timing, Effect effect, Keys keys) {
        return new Row(family, access, timing, effect, keys);
    }

    /** What the command does, in one sentence, as {@code help} in redis-cli shows it. */
    Row summary(String sentence) {
        summary = sentence;
        return this;
    }

    /** What a successful reply is and which errors are usual, for docs/commands.md. */
    Row replies(String sentences) {
        reply = sentences;
        return this;
    }

    Row takes(Argument... inOrder) {
        arguments = List.of(inOrder);
        return this;
    }

    /** What to put into the arguments: stands in parentheses after the usage in errors. */
    Row hint(String text) {
        hint = text;
        return this;
    }

    /** Errors that say how to use the command show its required arguments only, since few callers use the options. */
    Row optionsOmittedInErrors() {
        optionsOmittedInErrors = true;
        return this;
    }

    /** How the cost grows; commands that do not say so take constant time. */
    Row complexity(String order) {
        complexity = order;
        return this;
    }

    /** The cost has a small bound, so that the command is executed like those that take constant time. */
    Row executedAtOnce() {
        executedAtOnce = true;
        return this;
    }

    /** The command runs between MULTI and EXEC, where others are queued or refused. */
    Row allowedInTransaction() {
        allowedInTransaction = true;
        return this;
    }

    /** A key that is found is answered with its version and revision, not with the value alone. */
    Row repliesWithVersion() {
        versionedReply = true;
        return this;
    }

    /** The command makes the server push, which only RESP3 can transport. */
    Row pushes() {
        pushes = true;
        return this;
    }

    /** Makes the store's command of a request that has an acceptable number of arguments. For the store's family only. */
    Row decodedBy(Function<byte[][], Command> commandOf) {
        return decodedBy((arguments, requester) -> commandOf.apply(arguments));
    }

    /** Makes the operation of a transaction of such a request; commands without this cannot be part of one. */
    Row operationBy(BiFunction<byte[][], Requester, Command.Operation> operationOf) {
        operation = operationOf;
        return this;
    }

    /** As above, for a command that depends on who requests it. */
    Row decodedBy(BiFunction<byte[][], Requester, Command> commandOf) {
        decoder = commandOf;
        return this;
    }
}
