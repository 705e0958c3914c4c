package dev.latchkey.check.zones;

import dev.latchkey.check.Judge;
import dev.latchkey.check.Operation;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Checking algorithms that need no search for most histories. Each falls back to {@code search} for the others. */
public final class FastChecks {

    private FastChecks() {}

    /**
     * Returns the algorithm for a register.
     *
     * @param initial the value before the history
     */
    public static <I, O> Judge<I, O> register(
            @Nullable Object initial, Word.Translation<I, O> words, Judge<I, O> search) {
        return new ZoneCheck<>(new RegisterZones<>(initial, words), search);
    }

    /**
     * Returns the algorithm for a map of strings that can be appended to; each is empty before the history.
     *
     * @param key the key of an input
     */
    public static <I, O> Judge<I, O> strings(
            Function<I, String> key, Word.Translation<I, O> words, Judge<I, O> search) {
        Judge<I, O> withoutAppends = register("", words, search);
        Judge<I, O> withAppends = new ZoneCheck<>(new AppendZones<>(words), search);
        Function<List<Operation<I, O>>, Judge<I, O>> check = ofKey ->
                ofKey.stream().anyMatch(operation -> words.word(operation).kind() == Word.Kind.APPEND)
                        ? withAppends
                        : withoutAppends;
        return new KeyedCheck<>(key, check, search);
    }

    /** Returns the algorithm for a set that is empty before the history. */
    public static <I, O> Judge<I, O> set(Word.Translation<I, O> words, Judge<I, O> search) {
        return new ZoneCheck<>(new SetChain<>(words), search);
    }
}
