package dev.latchkey.check.format;

import dev.latchkey.check.Model;
import dev.latchkey.check.conflict.ExplainedModel;
import dev.latchkey.check.model.ElementSet;
import dev.latchkey.check.model.FifoQueue;
import dev.latchkey.check.model.Register;
import dev.latchkey.check.model.StringMap;
import dev.latchkey.check.model.VersionedState;
import dev.latchkey.check.model.imported.BlindVersionedRegister;
import dev.latchkey.check.model.imported.RevisionedRegister;
import dev.latchkey.check.model.imported.UnorderedQueue;
import dev.latchkey.check.model.txn.VersionedTransactions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The models that a history can name. */
public enum NamedModel {
    VERSIONED_REGISTER(
            "versioned-register",
            new Binding<>(ExplainedModel.versionedRegister(VersionedState.NEW), new VersionedVocabulary())),
    FLOATING_VERSIONED_REGISTER(
            "floating-versioned-register",
            new Binding<>(ExplainedModel.floatingVersionedRegister(VersionedState.NEW), new VersionedVocabulary())),
    VERSIONED_TRANSACTIONS(
            "versioned-transactions", new Binding<>(new VersionedTransactions(), new TransactionVocabulary())),
    REGISTER("register", new Binding<>(new Register(), new RegisterVocabulary(false))),
    CAS_REGISTER("cas-register", new Binding<>(new Register(), new RegisterVocabulary(true))),
    STRING_MAP("string-map", new Binding<>(new StringMap(), new StringMapVocabulary())),
    BLIND_VERSIONED_REGISTER(
            "blind-versioned-register", new Binding<>(new BlindVersionedRegister(), new BlindVersionedVocabulary())),
    REVISIONED_REGISTER("revisioned-register", new Binding<>(new RevisionedRegister(), new RevisionedVocabulary())),
    MUTEX("mutex", new Binding<>(ExplainedModel.mutex(false), new MutexVocabulary(false, true))),
    OWNERLESS_MUTEX("ownerless-mutex", new Binding<>(ExplainedModel.mutex(false), new MutexVocabulary(false, false))),
    FENCED_MUTEX("fenced-mutex", new Binding<>(ExplainedModel.mutex(true), new MutexVocabulary(true, true))),
    SET("set", new Binding<>(new ElementSet(), new SetVocabulary())),
    FIFO_QUEUE("fifo-queue", new Binding<>(new FifoQueue(), new QueueVocabulary())),
    UNORDERED_QUEUE("unordered-queue", new Binding<>(new UnorderedQueue(), new QueueVocabulary()));

    /** The name of {@link #FIFO_QUEUE} in older histories. */
    private static final String OLD_FIFO_QUEUE = "queue";

    /** A model and its vocabulary. */
    record Binding<S, I, O>(Model<S, I, O> model, Vocabulary<I, O> words) {

        History<S, I, O> history(NamedModel named, Recording recording, boolean once) throws BadHistoryException {
            return new RecordingInterpreter<>(model, words).history(named, recording, once);
        }
    }

    private final String written;

    @SuppressWarnings("ImmutableEnumChecker") // Models are immutable and thread-safe.
    private final transient Binding<?, ?, ?> binding;

    NamedModel(String written, Binding<?, ?, ?> binding) {
        this.written = written;
        this.binding = binding;
    }

    /** Returns the model with this name, if it exists. */
    public static Optional<NamedModel> named(String name) {
        if (name.equals(OLD_FIFO_QUEUE)) {
            return Optional.of(FIFO_QUEUE);
        }
        return Arrays.stream(values())
                .filter(model -> model.written.equals(name))
                .findFirst();
    }

    /** Returns the names of all models. */
    public static List<String> names() {
        return Arrays.stream(values()).map(NamedModel::written).toList();
    }

    /** The name of this model, as in the header of a history. */
    public String written() {
        return written;
    }

    /** The name of this model, and for a lock who may release it. */
    public String described() {
        return switch (this) {
            case MUTEX -> written + " (only its holder releases it)";
            case OWNERLESS_MUTEX -> written + " (any client releases it)";
            default -> written;
        };
    }

    /**
     * Interprets a recording as operations of this model.
     *
     * @throws BadHistoryException if the recording contains operations or results that this model does not have
     */
    public History<?, ?, ?> history(Recording recording) throws BadHistoryException {
        return binding.history(this, recording, false);
    }

    /**
     * Interprets a recording as operations of this model, with an initial value.
     *
     * @param initial the value before the history, in the syntax of the recording; null if the model is empty then
     * @throws BadHistoryException if the recording contains operations or results that this model does not have
     * @throws IllegalArgumentException if the model has no initial value, or it is not a value
     */
    public History<?, ?, ?> history(Recording recording, @Nullable String initial) throws BadHistoryException {
        return startingWith(initial, recording).history(this, recording, false);
    }

    /**
     * As {@link #history(Recording, String)}, but removes the operations from the recording as it reads them, so that a long history is
     * not in memory twice.
     *
     * @param recording one that a reader returned; it cannot be used again
     */
    public History<?, ?, ?> historyOnce(Recording recording, @Nullable String initial) throws BadHistoryException {
        return startingWith(initial, recording).history(this, recording, true);
    }

    private Binding<?, ?, ?> startingWith(@Nullable String initial, Recording recording) {
        if (initial == null) {
            return binding;
        }
        if (this != REGISTER && this != CAS_REGISTER) {
            throw new IllegalArgumentException("the model " + written + " has no initial value; only "
                    + REGISTER.written + " and " + CAS_REGISTER.written + " have");
        }
        String payload = recording.hasTypes() ? JepsenVocabulary.value(initial) : Payload.of(initial);
        Register register = new Register(new Register.Content(Vocabulary.orNothing(payload)));
        return new Binding<>(register, new RegisterVocabulary(this == CAS_REGISTER));
    }
}
