package dev.latchkey.check.format;

import dev.latchkey.check.Model;
import dev.latchkey.check.conflict.ExplainedModel;
import dev.latchkey.check.model.ElementSet;
import dev.latchkey.check.model.FifoQueue;
import dev.latchkey.check.model.Register;
import dev.latchkey.check.model.StringMap;
import dev.latchkey.check.model.VersionedState;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The models that a history can name. */
public enum NamedModel {
    VERSIONED_REGISTER(
            "versioned-register",
            new Binding<>(ExplainedModel.versionedRegister(VersionedState.NEW), new VersionedVocabulary())),
    FLOATING_VERSIONED_REGISTER(
            "floating-versioned-register",
            new Binding<>(ExplainedModel.floatingVersionedRegister(VersionedState.NEW), new VersionedVocabulary())),
    REGISTER("register", new Binding<>(new Register(), new RegisterVocabulary(false))),
    CAS_REGISTER("cas-register", new Binding<>(new Register(), new RegisterVocabulary(true))),
    STRING_MAP("string-map", new Binding<>(new StringMap(), new StringMapVocabulary())),
    MUTEX("mutex", new Binding<>(ExplainedModel.mutex(false), new MutexVocabulary(false))),
    FENCED_MUTEX("fenced-mutex", new Binding<>(ExplainedModel.mutex(true), new MutexVocabulary(true))),
    SET("set", new Binding<>(new ElementSet(), new SetVocabulary())),
    QUEUE("queue", new Binding<>(new FifoQueue(), new QueueVocabulary()));

    /** A model and its vocabulary. */
    record Binding<S, I, O>(Model<S, I, O> model, Vocabulary<I, O> words) {

        History<S, I, O> history(NamedModel named, Recording recording) throws BadHistoryException {
            return new RecordingInterpreter<>(model, words).history(named, recording);
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

    /**
     * Interprets a recording as operations of this model.
     *
     * @throws BadHistoryException if the recording contains operations or results that this model does not have
     */
    public History<?, ?, ?> history(Recording recording) throws BadHistoryException {
        return binding.history(this, recording);
    }
}
