package dev.latchkey.trial.record;

import dev.latchkey.client.clerk.Clerk;
import dev.latchkey.client.clerk.LatchkeyException;
import dev.latchkey.client.clerk.NoAnswerException;
import dev.latchkey.client.clerk.NotSentException;
import dev.latchkey.core.StoreId;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** A client that does one operation after another until the rounds end, and has all of it recorded. For one thread. */
final class VerifyingClient {

    private final Clerk clerk;
    private final Choices choices;
    private final Rounds rounds;
    private final Recorder recorder;
    private final Tally tally;
    private final IntSupplier numbers;
    private final StoreId store;
    private final Consumer<StoreId> otherStore;
    private int number;

    /**
     * How it went, of all clients.
     *
     * @param asked operations by their kind
     * @param answered the same by how they ended
     * @param refusals what else the server said, by its words: the first few, and the others together
     * @param resent what reached the server once more
     */
    record Tally(Counts asked, Counts answered, Counts refusals, Counts resent) {

        private static final int REFUSALS_MAX = 20;
        private static final int REFUSAL_LENGTH_MAX = 200;

        static Tally begin() {
            return new Tally(new Counts(), new Counts(), new Counts(REFUSALS_MAX, REFUSAL_LENGTH_MAX), new Counts());
        }
    }

    /**
     * @param numbers gives out numbers of clients: one that leaves an operation open goes on under another
     * @param store the store that the run is about
     * @param otherStore is told if another answers; its answers are not recorded
     */
    VerifyingClient(
            Clerk clerk,
            Choices choices,
            Rounds rounds,
            Recorder recorder,
            Tally tally,
            IntSupplier numbers,
            StoreId store,
            Consumer<StoreId> otherStore) {
        this.clerk = clerk;
        this.choices = choices;
        this.rounds = rounds;
        this.recorder = recorder;
        this.tally = tally;
        this.numbers = numbers;
        this.store = store;
        this.otherStore = otherStore;
        number = numbers.getAsInt();
    }

    void run() throws InterruptedException {
        @Nullable Round round = rounds.enter();
        while (round != null) {
            step(round);
            round = rounds.enter();
        }
    }

    private void step(Round round) {
        Step step = choices.next(round.keys);
        tally.asked().add(step.name());
        Recorder.Begun begun = recorder.called(number, step.call());
        Reaction reaction = ofOneStore(ask(step));
        rounds.leave(round, recorder.returned(begun, reaction.answer()));
        tally.answered().add(reaction.name());
        choices.learned(step.key(), reaction.belief());
        if (reaction.open()) {
            number = numbers.getAsInt();
        }
    }

    private Reaction ask(Step step) {
        try {
            return step.ask(clerk);
        } catch (NoAnswerException e) {
            return Reaction.none("no answer", true);
        } catch (NotSentException e) {
            return Reaction.none("not sent", false);
        } catch (LatchkeyException e) {
            tally.refusals().add(String.valueOf(e.getMessage()));
            return Reaction.none("refused", false);
        }
    }

    /** Why after the answer: a client sees the store of a connection before it sees any answer of it. */
    private Reaction ofOneStore(Reaction reaction) {
        Optional<StoreId> seen = clerk.storeId();
        if (seen.isEmpty() || seen.get().equals(store)) {
            return reaction;
        }
        otherStore.accept(seen.get());
        return Reaction.none("other store", true);
    }
}
