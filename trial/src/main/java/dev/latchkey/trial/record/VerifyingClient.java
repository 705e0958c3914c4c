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

/** A client that executes one operation after another until the rounds end, and records them. For one thread. */
final class VerifyingClient {

    private final Clerk clerk;
    private final OperationGenerator choices;
    private final Rounds rounds;
    private final Recorder recorder;
    private final Tally tally;
    private final IntSupplier numbers;
    private final StoreId store;
    private final Consumer<StoreId> otherStore;
    private int number;

    /**
     * Counts of the operations of all clients.
     *
     * @param asked operations, by kind
     * @param answered operations, by outcome
     * @param refusals other errors returned by the server, by message: the first few, and all others together
     * @param resent creates without a session that reached the server more than once
     * @param unknown writes with an unknown outcome
     */
    record Tally(Counts asked, Counts answered, Counts refusals, Counts resent, UnknownWrites unknown) {

        private static final int REFUSALS_MAX = 20;
        private static final int REFUSAL_LENGTH_MAX = 200;

        /** @param inSession whether the clients write in sessions */
        static Tally begin(boolean inSession) {
            return new Tally(
                    new Counts(),
                    new Counts(),
                    new Counts(REFUSALS_MAX, REFUSAL_LENGTH_MAX),
                    new Counts(),
                    new UnknownWrites(inSession));
        }
    }

    /**
     * @param numbers assigns client numbers; a client that leaves an operation open continues under a new number
     * @param store the store under test
     * @param otherStore is called if another store replies; its replies are not recorded
     */
    VerifyingClient(
            Clerk clerk,
            OperationGenerator choices,
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
        ClientOperation step = choices.next(round.keys);
        tally.asked().add(step.name());
        Recorder.Begun begun = recorder.called(number, step.call());
        OperationResult reaction = ofOneStore(ask(step));
        rounds.leave(round, recorder.returned(begun, reaction.answer()));
        tally.answered().add(reaction.name());
        reaction.cause().ifPresent(tally.unknown()::add);
        choices.learned(step.key(), reaction.belief());
        if (reaction.open()) {
            number = numbers.getAsInt();
        }
    }

    private OperationResult ask(ClientOperation step) {
        try {
            return step.ask(clerk);
        } catch (NoAnswerException e) {
            return OperationResult.none("no answer", true);
        } catch (NotSentException e) {
            return OperationResult.none("not sent", false);
        } catch (LatchkeyException e) {
            tally.refusals().add(String.valueOf(e.getMessage()));
            return OperationResult.none("refused", false);
        }
    }

    /** Discards the result if another store replied. Why after the reply: a client learns the store id before any other reply. */
    private OperationResult ofOneStore(OperationResult reaction) {
        Optional<StoreId> seen = clerk.storeId();
        if (seen.isEmpty() || seen.get().equals(store)) {
            return reaction;
        }
        otherStore.accept(seen.get());
        return OperationResult.none("other store", true);
    }
}
