package dev.latchkey.trial.record;

import dev.latchkey.check.format.Payload;
import dev.latchkey.check.format.RecordedCall;
import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.core.Key;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import java.util.Optional;

/** One operation of a client, and its representation in histories. */
sealed interface ClientOperation {

    Key key();

    /** The name under which the operation is counted. */
    String name();

    RecordedCall call();

    /** Executes the operation. Throws the exceptions of the Clerk. */
    OperationResult ask(Clerk clerk);

    record Get(Key key) implements ClientOperation {
        @Override
        public String name() {
            return "get";
        }

        @Override
        public RecordedCall call() {
            return RecordedCall.of("get").key(Payload.of(key.toBytes()));
        }

        @Override
        public OperationResult ask(Clerk clerk) {
            Optional<Versioned> read = clerk.get(key);
            return OperationResult.toGet(read);
        }
    }

    /** A create if {@code version} is {@link Version#NONE}. */
    record Put(Key key, Value value, Version version) implements ClientOperation {
        @Override
        public String name() {
            return version.equals(Version.NONE) ? "create" : "put";
        }

        @Override
        public RecordedCall call() {
            return RecordedCall.of("put")
                    .key(Payload.of(key.toBytes()))
                    .value(Payload.of(value.toBytes()))
                    .version(version.number());
        }

        @Override
        public OperationResult ask(Clerk clerk) {
            PutOutcome outcome = clerk.put(key, value, version);
            return OperationResult.toWrite(outcome, version.number(), true);
        }
    }

    record Delete(Key key, Version version) implements ClientOperation {
        @Override
        public String name() {
            return "delete";
        }

        @Override
        public RecordedCall call() {
            return RecordedCall.of("delete").key(Payload.of(key.toBytes())).version(version.number());
        }

        @Override
        public OperationResult ask(Clerk clerk) {
            PutOutcome outcome = clerk.delete(key, version);
            return OperationResult.toWrite(outcome, version.number(), false);
        }
    }
}
