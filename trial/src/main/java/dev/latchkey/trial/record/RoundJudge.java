package dev.latchkey.trial.record;

import dev.latchkey.check.CheckLimits;
import dev.latchkey.check.Verdict;
import dev.latchkey.check.Wording;
import dev.latchkey.check.format.BadHistoryException;
import dev.latchkey.check.format.History;
import dev.latchkey.check.format.HistoryHeader;
import dev.latchkey.check.format.NamedModel;
import dev.latchkey.check.format.RecordedFault;
import dev.latchkey.check.format.RecordedOperation;
import dev.latchkey.check.format.Recording;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Checks rounds for linearizability one by one, and keeps the operations to show in a report. For one thread. */
public final class RoundJudge {

    /**
     * The model that allows a key to start above version 1, because a server may have folded tombstones into a floor for a bucket
     * that the key belongs to. For other keys it is as strict as the strict model.
     */
    public static final NamedModel MODEL = NamedModel.FLOATING_VERSIONED_REGISTER;

    private static final NamedModel STRICT = NamedModel.VERSIONED_REGISTER;

    /** The maximum number of operations in a report. */
    private static final int KEPT_MAX = 100_000;

    private static final CheckLimits LIMITS = new CheckLimits(Duration.ofSeconds(30), 256L << 20, 1);

    private final HistoryHeader header;
    private final NamedModel model;
    private final boolean keeps;
    private List<RecordedOperation> kept = new ArrayList<>();
    private Verdict verdict = new Verdict.Ok();
    private long judged;

    /** @param keeps whether to keep operations for a report */
    public RoundJudge(HistoryHeader header, boolean keeps) {
        this(header, MODEL, keeps);
    }

    /** Uses another model, for example the strict one if no tombstone can have been folded. */
    public RoundJudge(HistoryHeader header, NamedModel model, boolean keeps) {
        this.header = header;
        this.model = model;
        this.keeps = keeps;
    }

    /** Checks one more round, unless an earlier one was ILLEGAL. Blocks for a bounded time. */
    public void judge(Round round) {
        if (verdict instanceof Verdict.Illegal) {
            return;
        }
        History<?, ?, ?> history = history(round.operations, List.of(), List.of());
        // Why OK without operations: a round in which no client got a reply says nothing about the rounds before it.
        Verdict ofRound = history.size() == 0 ? new Verdict.Ok() : history.check(LIMITS);
        judged += round.operations.size();
        if (!(ofRound instanceof Verdict.Ok)
                && !(verdict instanceof Verdict.Unknown && ofRound instanceof Verdict.Unknown)) {
            verdict = ofRound;
        }
        if (ofRound instanceof Verdict.Illegal illegal) {
            verdict = shorter(illegal, round);
            kept = new ArrayList<>(round.operations);
        } else if (keeps && kept.size() + round.operations.size() <= KEPT_MAX) {
            kept.addAll(round.operations);
        }
    }

    /**
     * Returns the same verdict, with the counterexample of the strict model if that is shorter: the strict model rejects all that
     * the other rejects, and finds contradictions without a search.
     */
    private Verdict shorter(Verdict.Illegal illegal, Round round) {
        Verdict strict = history(STRICT, round.operations, List.of(), List.of()).check(LIMITS);
        boolean isShorter = strict instanceof Verdict.Illegal other
                && Objects.equals(other.part(), illegal.part())
                && other.counterexample().operations().size()
                        < illegal.counterexample().operations().size();
        return isShorter ? strict : illegal;
    }

    private History<?, ?, ?> history(
            List<RecordedOperation> operations, List<RecordedFault> faults, List<String> remarks) {
        return history(model, operations, faults, remarks);
    }

    private History<?, ?, ?> history(
            NamedModel by, List<RecordedOperation> operations, List<RecordedFault> faults, List<String> remarks) {
        try {
            return by.history(new Recording(header, operations, faults, remarks));
        } catch (BadHistoryException e) {
            throw new IllegalStateException("the recorded history is not valid", e);
        }
    }

    /** The verdict on all rounds so far. */
    public Verdict verdict() {
        return verdict;
    }

    /** How the times and clients in the verdict are worded. */
    public Wording wording() {
        return history(kept, List.of(), List.of()).wording();
    }

    /** The number of operations checked. */
    public long judged() {
        return judged;
    }

    /** The history for a report: the ILLEGAL round or, if no round is, the first rounds, with the faults during that time. */
    public History<?, ?, ?> shown(List<RecordedFault> faults, List<String> remarks) {
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        for (RecordedOperation operation : kept) {
            first = Math.min(first, operation.called());
            last = Math.max(last, operation.called());
        }
        long from = first;
        long to = last;
        return history(
                kept,
                faults.stream()
                        .filter(fault -> fault.end() >= from && fault.begin() <= to)
                        .toList(),
                remarks);
    }
}
