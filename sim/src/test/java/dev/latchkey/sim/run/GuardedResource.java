package dev.latchkey.sim.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.client.lock.Held;
import dev.latchkey.core.Version;
import org.jspecify.annotations.Nullable;

/** A resource protected by a lock. It requires one visitor at a time and a token greater than all earlier ones. */
final class GuardedResource {

    private Version greatest = Version.NONE;
    private @Nullable Held inside;
    private int visits;

    void enter(Held held) {
        assertThat(inside).as("the visitor inside when %s enters", held).isNull();
        assertThat(held.token()).as("token").isGreaterThan(greatest);
        assertThat(held.isHeld()).as("%s is held", held).isTrue();
        inside = held;
        greatest = held.token();
        visits++;
    }

    void leave(Held held) {
        assertThat(inside).as("the visitor that leaves").isSameAs(held);
        inside = null;
    }

    int visits() {
        return visits;
    }
}
