package dev.latchkey.trial.record;

import dev.latchkey.check.format.Call;
import dev.latchkey.check.format.Payload;
import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import java.util.Optional;

/** One operation that a client is to do, and the words that histories have for it. */
sealed interface Step {

    Key key();

    /** What it counts as. */
    String name();

    Call call();

    /** Does it. Throws as the Clerk does. */
    Reaction ask(Clerk clerk);

    record Get(Key key) implements Step {
        @Override
        public String name() {
            return "get";
        }

        @Override
        public Call call() {
            return Call.of("get").key(Payload.of(key.toBytes()));
        }

        @Override
        public Reaction ask(Clerk clerk) {
            Optional<Versioned> read = clerk.get(key);
            return Reaction.toGet(read);
        }
    }

    /** A create, if the version is none. */
    record Put(Key key, Value value, Version version) implements Step {
        @Override
        public String name() {
            return version.equals(Version.NONE) ? "create" : "put";
        }

        @Override
        public Call call() {
            return Call.of("put")
                    .key(Payload.of(key.toBytes()))
                    .value(Payload.of(value.toBytes()))
                    .version(version.number());
        }

        @Override
        public Reaction ask(Clerk clerk) {
            PutOutcome outcome = clerk.put(key, value, version);
            return Reaction.toWrite(outcome, version.number(), true);
        }
    }

    record Delete(Key key, Version version) implements Step {
        @Override
        public String name() {
            return "delete";
        }

        @Override
        public Call call() {
            return Call.of("delete").key(Payload.of(key.toBytes())).version(version.number());
        }

        @Override
        public Reaction ask(Clerk clerk) {
            PutOutcome outcome = clerk.delete(key, version);
            return Reaction.toWrite(outcome, version.number(), false);
        }
    }
}
