package dev.latchkey.core.history;

/**
 * The bounds of a {@link FollowPage}. It ends with the step that reaches one of them, so it can exceed them by one step.
 *
 * @param events the number of events
 * @param bytes the bytes of their keys and values
 * @param looks the number of events that are examined, whatever their keys
 */
public record PageBounds(int events, int bytes, int looks) {
    public PageBounds {
        if (events < 1 || bytes < 1 || looks < 1) {
            throw new IllegalArgumentException("a page has room for at least one event, one byte and one look");
        }
    }
}
