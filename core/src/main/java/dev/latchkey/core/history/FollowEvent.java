package dev.latchkey.core.history;

/**
 * An event as a reader of one prefix receives it.
 *
 * @param previous the revision of the event of that prefix that the reader received before, or after which it started; a reader that
 *     compares it with what it has received knows that it has missed nothing
 * @param last whether this is the last event of its step with that prefix
 */
public record FollowEvent(Event event, long previous, boolean last) {}
