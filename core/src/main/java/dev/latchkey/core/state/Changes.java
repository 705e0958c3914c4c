package dev.latchkey.core.state;

import dev.latchkey.core.Key;
import dev.latchkey.core.Origin;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import org.jspecify.annotations.Nullable;

/**
 * A sink for the changes that a {@link StateMachine} makes: it receives every key written, in order of revisions and without
 * gaps. Refused writes and reads change nothing and are not reported.
 *
 * <p>The machine calls the sink from within {@code apply}, after the change. The sink must be quick, must not throw and must not
 * call the machine.
 */
public interface Changes {

    /** Discards all changes. The machine allocates nothing for it. */
    Changes NONE = (revision, kind, key, version, value, origin) -> {};

    /** What happened to the key. */
    enum Kind {
        /** The key was created or overwritten. */
        PUT,
        /** The key was deleted by a command that names it. */
        DELETE,
        /** The key was deleted because the time to live of its session had passed. */
        EXPIRE,
        /** The key was deleted because its session was closed. */
        CLOSE
    }

    /**
     * Reports one key that was written.
     *
     * @param revision the revision of the store after this change, one more than that of the change before
     * @param version the version of the key after this change, for a delete its last version
     * @param value the new value; null for a delete
     * @param origin the origin of the command that made the change
     */
    void changed(long revision, Kind kind, Key key, Version version, @Nullable Value value, Origin origin);
}
