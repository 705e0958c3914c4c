package dev.latchkey.core.state;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import dev.latchkey.core.SipHash;
import dev.latchkey.core.StateLimits;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A state machine with methods for short examples, named like the operations of the semantics table. */
public final class TestStore {

    private final StateMachine machine;

    TestStore(StateMachine machine) {
        this.machine = machine;
    }

    TestStore(StateLimits limits) {
        this(new StateMachine(limits, new SipHash(1, 2)));
    }

    TestStore() {
        this(StateLimits.STANDARD);
    }

    StateMachine machine() {
        return machine;
    }

    Reply get(String key) {
        return machine.apply(new Command.Get(Key.of(key)));
    }

    Reply put(String key, String value, long version) {
        return machine.apply(new Command.Put(Key.of(key), Value.of(value), Version.of(version)));
    }

    Reply delete(String key, long version) {
        return machine.apply(new Command.Delete(Key.of(key), Version.of(version)));
    }

    /** Creates the key and deletes it again, which adds 2 to its version. */
    void createAndDelete(String key) {
        Reply.Written created = (Reply.Written) put(key, "", 0);
        delete(key, created.version().number());
    }

    Reply.Listed list(String prefix, @Nullable String after, int limit) {
        return list(new Command.ListKeys(Prefix.of(prefix), after == null ? null : Key.of(after), limit, false));
    }

    Reply.Listed list(Command.ListKeys command) {
        return (Reply.Listed) machine.apply(command);
    }

    /** Returns the keys of a page as text, one character per byte. */
    static List<String> keys(Reply.Listed page) {
        return page.entries().stream()
                .map(entry -> new String(entry.key().toBytes(), ISO_8859_1))
                .toList();
    }

    public static Reply found(String value, long version, long revision) {
        return new Reply.Found(new Versioned(Value.of(value), Version.of(version), revision));
    }

    public static Reply noKey() {
        return new Reply.NoKey();
    }

    public static Reply written(long version) {
        return new Reply.Written(Version.of(version));
    }

    public static Reply conflict(long current) {
        return new Reply.Conflict(Version.of(current));
    }

    public static Reply versionsUsedUp() {
        return new Reply.Refused(Reply.Refusal.VERSIONS_USED_UP);
    }
}
