package dev.latchkey.server.budget;

import dev.latchkey.wire.Limits;

/**
 * The budgets of one kind of connections. Those that are authenticated and those that are not have different ones, so that a client
 * without the password cannot take memory from a client that has it.
 *
 * @param input the budget of input that is not a complete request yet, or not accepted yet
 * @param output the budget of output that clients have not read
 * @param queued the budget of replies and reads that are queued
 */
public record Budgets(ByteBudget input, ByteBudget output, ByteBudget queued) {

    public static Budgets authenticated(Limits limits) {
        return new Budgets(
                new ByteBudget(limits.input().allConnectionsBytesMax()),
                new ByteBudget(limits.output().allConnectionsBytesMax()),
                new ByteBudget(limits.output().queuedBytesMax()));
    }

    public static Budgets beforeLogin(Limits limits) {
        return new Budgets(
                new ByteBudget(limits.input().beforeLoginBytesMax()),
                new ByteBudget(limits.output().beforeLoginBytesMax()),
                new ByteBudget(limits.output().queuedBeforeLoginBytesMax()));
    }
}
