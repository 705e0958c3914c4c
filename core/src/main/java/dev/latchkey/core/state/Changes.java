package dev.latchkey.core.state;

import dev.latchkey.core.history.Event;

/**
 * A sink for the changes that a {@link StateMachine} makes: it receives every key written, in order of revisions and without
 * gaps. Refused writes and reads change nothing and are not reported.
 *
 * <p>The machine calls the sink from within {@code apply}, after the change. The sink must be quick, must not throw and must not
 * call the machine.
 */
@FunctionalInterface
public interface Changes {

    /** Discards all changes. */
    Changes NONE = event -> {};

    /** Reports one key that was written. */
    void changed(Event event);
}
