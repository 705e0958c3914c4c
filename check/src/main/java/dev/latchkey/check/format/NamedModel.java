package dev.latchkey.check.format;

import dev.latchkey.check.Model;
import dev.latchkey.check.model.ElementSet;
import dev.latchkey.check.model.FifoQueue;
import dev.latchkey.check.model.FloatingVersionedRegister;
import dev.latchkey.check.model.Mutex;
import dev.latchkey.check.model.Register;
import dev.latchkey.check.model.StringMap;
import dev.latchkey.check.model.VersionedRegister;
import dev.latchkey.check.model.VersionedState;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The models that a history can name. */
public enum NamedModel {
    VERSIONED_REGISTER("versioned-register", new Vocabulary<>(new VersionedRegister(), new VersionedWords())),
    FLOATING_VERSIONED_REGISTER(
            "floating-versioned-register",
            new Vocabulary<>(new FloatingVersionedRegister(VersionedState.NEW).powerSet(), new VersionedWords())),
    REGISTER("register", new Vocabulary<>(new Register(), new RegisterWords(false))),
    CAS_REGISTER("cas-register", new Vocabulary<>(new Register(), new RegisterWords(true))),
    STRING_MAP("string-map", new Vocabulary<>(new StringMap(), new StringMapWords())),
    MUTEX("mutex", new Vocabulary<>(new Mutex(false), new MutexWords(false))),
    FENCED_MUTEX("fenced-mutex", new Vocabulary<>(new Mutex(true), new MutexWords(true))),
    SET("set", new Vocabulary<>(new ElementSet(), new SetWords())),
    QUEUE("queue", new Vocabulary<>(new FifoQueue(), new QueueWords()));

    /** A model, and the words that it understands. */
    record Vocabulary<S, I, O>(Model<S, I, O> model, Words<I, O> words) {

        History<S, I, O> history(NamedModel named, Recording recording) throws BadHistoryException {
            return new Reading<>(model, words).history(named, recording);
        }
    }

    private final String written;

    @SuppressWarnings("ImmutableEnumChecker") // models are used by several threads at once and change nothing
    private final transient Vocabulary<?, ?, ?> vocabulary;

    NamedModel(String written, Vocabulary<?, ?, ?> vocabulary) {
        this.written = written;
        this.vocabulary = vocabulary;
    }

    /** The model of this name, if there is one. */
    public static Optional<NamedModel> named(String name) {
        return Arrays.stream(values())
                .filter(model -> model.written.equals(name))
                .findFirst();
    }

    /** All names. */
    public static List<String> names() {
        return Arrays.stream(values()).map(NamedModel::written).toList();
    }

    /** The name, as it stands in the header of a history. */
    public String written() {
        return written;
    }

    /**
     * What a recording says to this model.
     *
     * @throws BadHistoryException if it has words that this model does not know
     */
    public History<?, ?, ?> history(Recording recording) throws BadHistoryException {
        return vocabulary.history(this, recording);
    }
}
