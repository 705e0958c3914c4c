package dev.latchkey.core.history;

import java.util.List;

/**
 * Events of one prefix in order, which end with a whole step.
 *
 * @param next where the next page starts
 */
public record FollowPage(FollowCursor next, List<FollowEvent> events) {}
