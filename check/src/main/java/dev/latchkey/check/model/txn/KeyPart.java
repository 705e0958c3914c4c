package dev.latchkey.check.model.txn;

import dev.latchkey.check.model.VersionedInput;
import dev.latchkey.check.model.VersionedOutput;
import dev.latchkey.check.model.txn.TransactionOutput.Done;
import dev.latchkey.check.model.txn.TransactionOutput.Maybe;
import dev.latchkey.check.model.txn.TransactionOutput.Refused;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What one transaction says of one key, as an operation on that key alone.
 *
 * @param input null if it says nothing that an operation on one key could say
 * @param isExact whether the operation says all that the transaction does
 * @param isLiteral whether the transaction contains the operation; if not, the operation has only the same meaning
 */
record KeyPart(@Nullable VersionedInput input, @Nullable VersionedOutput output, boolean isExact, boolean isLiteral) {

    /** An effect that an operation on one key cannot have, such as two writes at once, or an impossible output. */
    static final KeyPart INEXPRESSIBLE = new KeyPart(null, null, false, false);

    private static final KeyPart NOTHING = new KeyPart(null, null, false, true);

    private static final VersionedInput GET = new VersionedInput.Get();

    static KeyPart of(Object key, RegisterTransaction transaction, TransactionOutput output) {
        List<RegisterStep> steps = transaction.steps();
        int[] own = IntStream.range(0, steps.size())
                .filter(i -> steps.get(i).key().equals(key))
                .toArray();
        int[] writes = IntStream.of(own).filter(i -> isWrite(steps.get(i))).toArray();
        boolean isSingle = steps.size() == 1;
        if (output instanceof Done done) {
            return done(steps, own, writes, done).exactIf(isSingle);
        }
        if (output instanceof Refused refused) {
            return refused(steps, key, writes, refused).exactIf(isSingle);
        }
        if (output instanceof Maybe) {
            return isSingle && writes.length == 1
                    ? of(write(steps.get(0)), VersionedOutput.MAYBE).exactIf(true)
                    : INEXPRESSIBLE;
        }
        return switch (writes.length) {
            case 0 -> NOTHING;
            case 1 -> of(write(steps.get(writes[0])), VersionedOutput.UNKNOWN).exactIf(isSingle);
            default -> INEXPRESSIBLE;
        };
    }

    private static KeyPart of(VersionedInput input, VersionedOutput output) {
        return new KeyPart(input, output, false, true);
    }

    private KeyPart exactIf(boolean isSingle) {
        return isSingle && isLiteral && input != null ? new KeyPart(input, output, true, true) : this;
    }

    private KeyPart standIn() {
        return new KeyPart(input, output, false, false);
    }

    private static boolean isWrite(RegisterStep step) {
        return step instanceof RegisterStep.Put || step instanceof RegisterStep.Delete;
    }

    private static VersionedInput write(RegisterStep step) {
        return step instanceof RegisterStep.Put put
                ? new VersionedInput.Put(put.value(), put.version())
                : new VersionedInput.Delete(((RegisterStep.Delete) step).version());
    }

    private static KeyPart done(List<RegisterStep> steps, int[] own, int[] writes, Done done) {
        if (done.results().size() != steps.size() || writes.length > 1) {
            return INEXPRESSIBLE;
        }
        if (writes.length == 1) {
            return done.results().get(writes[0]) instanceof StepResult.Written written
                    ? of(write(steps.get(writes[0])), new VersionedOutput.Written(written.version()))
                    : INEXPRESSIBLE;
        }
        KeyPart best = NOTHING;
        for (int i : own) {
            KeyPart part = read(steps.get(i), done.results().get(i));
            if (part.equals(INEXPRESSIBLE)) {
                return part;
            }
            best = best.input == null || (part.isLiteral && part.input != null) ? part : best;
        }
        return best;
    }

    /** Returns what a get or a check that took effect says. */
    private static KeyPart read(RegisterStep step, StepResult result) {
        if (step instanceof RegisterStep.Check check) {
            return result instanceof StepResult.Checked ? checked(check.version()) : INEXPRESSIBLE;
        }
        boolean hasVersion = ((RegisterStep.Get) step).withVersion();
        if (result instanceof StepResult.Found found && hasVersion) {
            return of(GET, new VersionedOutput.Found(found.value(), found.version()));
        }
        if (result instanceof StepResult.NoKey) {
            return of(GET, VersionedOutput.NO_KEY);
        }
        return result instanceof StepResult.Value && !hasVersion ? NOTHING : INEXPRESSIBLE;
    }

    /** A key at a version refuses a delete of another version. */
    private static KeyPart checked(long version) {
        if (version == 0) {
            return of(GET, VersionedOutput.NO_KEY).standIn();
        }
        long other = version == 1 ? 2 : version - 1;
        return of(new VersionedInput.Delete(other), new VersionedOutput.Conflict(version))
                .standIn();
    }

    private static KeyPart refused(List<RegisterStep> steps, Object key, int[] writes, Refused refused) {
        if (refused.step() > steps.size()) {
            return INEXPRESSIBLE;
        }
        RegisterStep step = steps.get(refused.step() - 1);
        if (step instanceof RegisterStep.Get) {
            return INEXPRESSIBLE;
        }
        boolean isDecidedBefore = writes.length > 0 && writes[0] < refused.step() - 1;
        if (!step.key().equals(key) || isDecidedBefore) {
            return NOTHING;
        }
        VersionedOutput output = refused.current() == Refused.NO_KEY
                ? VersionedOutput.NO_KEY
                : new VersionedOutput.Conflict(refused.current());
        if (!(step instanceof RegisterStep.Check check)) {
            return of(write(step), output);
        }
        return check.version() == 0
                ? of(new VersionedInput.Put("", 0), output).standIn()
                : of(new VersionedInput.Delete(check.version()), output).standIn();
    }
}
