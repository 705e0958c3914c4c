package dev.latchkey.trial.record;

import dev.latchkey.check.Limits;
import dev.latchkey.check.Verdict;
import dev.latchkey.check.format.BadHistoryException;
import dev.latchkey.check.format.Fault;
import dev.latchkey.check.format.History;
import dev.latchkey.check.format.HistoryHeader;
import dev.latchkey.check.format.NamedModel;
import dev.latchkey.check.format.RecordedOperation;
import dev.latchkey.check.format.Recording;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Judges rounds one by one, and keeps what a report is to show. For one thread. */
public final class RoundJudge {

    /**
     * Any server may have folded a tombstone that a key of ours then begins above, so the model that allows for it. It judges
     * the usual key, which was never folded, as strictly as the other.
     */
    public static final NamedModel MODEL = NamedModel.FLOATING_VERSIONED_REGISTER;

    private static final NamedModel STRICT = NamedModel.VERSIONED_REGISTER;

    /** What a report shows at most. */
    private static final int KEPT_MAX = 100_000;

    private static final Limits LIMITS = new Limits(Duration.ofSeconds(30), 256L << 20, 1);

    private final HistoryHeader header;
    private final NamedModel model;
    private final boolean keeps;
    private List<RecordedOperation> kept = new ArrayList<>();
    private Verdict verdict = new Verdict.Ok();
    private long judged;

    /** @param keeps whether a report is wanted */
    public RoundJudge(HistoryHeader header, boolean keeps) {
        this(header, MODEL, keeps);
    }

    /** By another model, as when no tombstone can have been folded. */
    public RoundJudge(HistoryHeader header, NamedModel model, boolean keeps) {
        this.header = header;
        this.model = model;
        this.keeps = keeps;
    }

    /** Judges one more round, unless one was ILLEGAL. Blocks, for a bounded time. */
    public void judge(Round round) {
        if (verdict instanceof Verdict.Illegal) {
            return;
        }
        Verdict ofRound = history(round.operations, List.of(), List.of()).check(LIMITS);
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
     * The same verdict, explained by the stricter model if it needs fewer operations: it refuses all that the other refuses, and
     * finds what contradicts without a search.
     */
    private Verdict shorter(Verdict.Illegal illegal, Round round) {
        Verdict strict = history(STRICT, round.operations, List.of(), List.of()).check(LIMITS);
        boolean isShorter = strict instanceof Verdict.Illegal other
                && Objects.equals(other.part(), illegal.part())
                && other.counterexample().operations().size()
                        < illegal.counterexample().operations().size();
        return isShorter ? strict : illegal;
    }

    private History<?, ?, ?> history(List<RecordedOperation> operations, List<Fault> faults, List<String> remarks) {
        return history(model, operations, faults, remarks);
    }

    private History<?, ?, ?> history(
            NamedModel by, List<RecordedOperation> operations, List<Fault> faults, List<String> remarks) {
        try {
            return by.history(new Recording(header, operations, faults, remarks));
        } catch (BadHistoryException e) {
            throw new IllegalStateException("a history of our own is none", e);
        }
    }

    /** Of all rounds so far. */
    public Verdict verdict() {
        return verdict;
    }

    /** How many operations were judged. */
    public long judged() {
        return judged;
    }

    /** For a report: the round that is ILLEGAL or, if none is, the first rounds; with the faults that happened meanwhile. */
    public History<?, ?, ?> shown(List<Fault> faults, List<String> remarks) {
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
