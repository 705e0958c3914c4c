package dev.latchkey.app.ask;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.completion.FutureResult;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.core.Key;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import java.util.Optional;

/**
 * A key as it was read, to be written later at that version and in that store. Each operation has a connection of its own: while
 * the user edits the value for minutes, there is none, so that a lost connection prints nothing over the editor.
 *
 * @param value the value; empty if the key does not exist
 * @param version the version to write at
 */
record ReadValue(Key key, StoreId store, Value value, Version version) {

    static ReadValue read(ClientConfig config, Key key) {
        try (Latchkey latchkey = Latchkey.connect(config)) {
            Clerk clerk = latchkey.clerk();
            // why read twice: the first connection shows which store it is, and only then can a read be bound to it
            clerk.get(key);
            StoreId store = clerk.storeId().orElseThrow();
            Optional<Versioned> found =
                    FutureResult.resultOf(clerk.async().inStore(store).get(key));
            return new ReadValue(
                    key,
                    store,
                    found.map(Versioned::value).orElse(Value.EMPTY),
                    found.map(Versioned::version).orElse(Version.NONE));
        }
    }

    /** Writes the key at the version that was read. */
    PutOutcome write(ClientConfig config, Value edited) {
        try (Latchkey latchkey = Latchkey.connect(config)) {
            return FutureResult.resultOf(latchkey.clerk().async().inStore(store).put(key, edited, version));
        }
    }
}
