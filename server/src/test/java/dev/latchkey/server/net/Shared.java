package dev.latchkey.server.net;

import dev.latchkey.seams.ManualTime;
import dev.latchkey.server.budget.Budgets;
import dev.latchkey.server.budget.ByteBudget;
import dev.latchkey.server.budget.RateLimitedLog;
import dev.latchkey.server.budget.UnauthenticatedConnections;
import dev.latchkey.wire.Limits;

/** What connections share in tests that have no {@link Node}. */
final class Shared {

    private Shared() {}

    /** Standard limits, with the same budgets before and after authentication. */
    static SharedByConnections with(ByteBudget input, ByteBudget output, RateLimitedLog log) {
        Budgets budgets = new Budgets(input, output, output);
        return new SharedByConnections(
                Limits.STANDARD.output(),
                budgets,
                budgets,
                new UnauthenticatedConnections(),
                new TurnQueues(),
                log,
                log,
                log);
    }

    static SharedByConnections standard() {
        return SharedByConnections.of(Limits.STANDARD, new ManualTime(), line -> {}, line -> {}, line -> {});
    }
}
