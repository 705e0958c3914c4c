package dev.latchkey.server.verbs;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.wire.RespValue;
import dev.latchkey.wire.verbs.Family;
import dev.latchkey.wire.verbs.Verb;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A server whose verbs do not all have exactly one handler does not start. */
class RegistryTest {

    private static final Handler ANY = (arguments, context) -> RespValue.OK;

    private final Registry registry = new Registry();

    @Test
    void verbWithoutAHandlerIsNamed() {
        registry.add(Family.SERVER, ServerVerbs.handlers(names -> ""));
        assertThatThrownBy(registry::complete)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("UNFOLLOW has no handler in the family CONNECTION");
    }

    @Test
    void secondHandlerOfAVerbIsRefused() {
        registry.add(Family.SERVER, Map.of(Verb.INFO, ANY));
        assertThatThrownBy(() -> registry.add(Family.SERVER, Map.of(Verb.INFO, ANY)))
                .hasMessage("INFO has two handlers");
    }

    @Test
    void verbOfAnotherFamilyIsRefused() {
        assertThatThrownBy(() -> registry.add(Family.SERVER, Map.of(Verb.BACKUP, ANY)))
                .hasMessage("BACKUP is of the family BACKUP, not SERVER");
    }

    @Test
    void verbOfTheStoreTakesNoHandler() {
        assertThatThrownBy(() -> registry.add(Family.STORE, Map.of(Verb.GET, ANY)))
                .hasMessage("GET is for the store and takes no handler");
    }
}
