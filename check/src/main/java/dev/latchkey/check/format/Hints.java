package dev.latchkey.check.format;

import dev.latchkey.check.Operation;
import dev.latchkey.check.Verdict;
import dev.latchkey.check.model.Register;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Advice for a history that is not linearizable, because the history may have been made under other assumptions. */
final class Hints {

    private Hints() {}

    static List<String> of(History<?, ?, ?> history, Verdict.Illegal illegal) {
        List<String> hints = new ArrayList<>();
        if (history.named() == NamedModel.MUTEX) {
            hints.add("If any client may release the lock, use --model=" + NamedModel.OWNERLESS_MUTEX.written() + ".");
        }
        if (history.model() instanceof Register register && register.initial().value() == null) {
            addInitial(history, illegal, hints);
        }
        return hints;
    }

    private static void addInitial(History<?, ?, ?> history, Verdict.Illegal illegal, List<String> hints) {
        List<? extends Operation<?, ?>> part =
                illegal.part() == null ? history.operations() : history.part(illegal.part());
        illegal.counterexample().operations().stream()
                .filter(operation -> part.stream().noneMatch(other -> isWrittenBefore(operation, other)))
                .map(Hints::seen)
                .filter(Objects::nonNull)
                .filter(value -> part.stream().noneMatch(operation -> writes(operation, value)))
                .findFirst()
                .ifPresent(value -> hints.add("No operation wrote " + value
                        + ". If the register held it before the history, use --initial='" + value + "'."));
    }

    /** Returns whether the initial value was certainly replaced before an operation. */
    private static boolean isWrittenBefore(Operation<?, ?> operation, Operation<?, ?> other) {
        boolean isWrite = other.input() instanceof Register.Input.Write
                || (other.input() instanceof Register.Input.CompareAndSet
                        && other.output() instanceof Register.Output.Done);
        return isWrite && other.end() < operation.call();
    }

    /** Returns the value that an operation found in the register; null if it found none. */
    private static @Nullable Object seen(Operation<?, ?> operation) {
        if (operation.output() instanceof Register.Output.Held held) {
            return held.value();
        }
        return operation.input() instanceof Register.Input.CompareAndSet compare
                        && operation.output() instanceof Register.Output.Done
                ? compare.expected()
                : null;
    }

    private static boolean writes(Operation<?, ?> operation, Object value) {
        return (operation.input() instanceof Register.Input.Write write && value.equals(write.value()))
                || (operation.input() instanceof Register.Input.CompareAndSet compare && value.equals(compare.value()));
    }
}
