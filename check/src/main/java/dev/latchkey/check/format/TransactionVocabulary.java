package dev.latchkey.check.format;

import dev.latchkey.check.model.VersionedOutput;
import dev.latchkey.check.model.txn.RegisterStep;
import dev.latchkey.check.model.txn.RegisterTransaction;
import dev.latchkey.check.model.txn.StepResult;
import dev.latchkey.check.model.txn.TransactionOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The vocabulary of versioned keys with transactions. Its single operations are those of {@link VersionedVocabulary}. */
final class TransactionVocabulary implements Vocabulary<RegisterTransaction, TransactionOutput> {

    private static final String TXN = "txn";
    private static final String GETV = "getv";

    private final VersionedVocabulary ofOneKey = new VersionedVocabulary();

    @Override
    public RegisterTransaction input(int client, RecordedCall call) throws NotAWordException {
        if (call.f().equals(TXN)) {
            return transaction(call);
        }
        if (!Set.of("get", "put", "delete").contains(call.f())) {
            throw Vocabulary.unknownCall(call, "get, put, delete or txn");
        }
        return RegisterTransaction.of(call.f().equals("get") ? new RegisterStep.Get(keyOf(call), true) : step(call));
    }

    private static RegisterTransaction transaction(RecordedCall call) throws NotAWordException {
        List<RecordedCall> recorded = call.steps();
        if (recorded == null || recorded.isEmpty()) {
            throw new NotAWordException("txn has no operations \"ops\"");
        }
        if (call.key() != null) {
            throw new NotAWordException("txn has \"k\"; its operations have keys");
        }
        List<RegisterStep> steps = new ArrayList<>();
        for (RecordedCall each : recorded) {
            Set<ModelField> used = fieldsOfStep(each);
            ModelField unused = ModelField.unused(each, used);
            if (unused != null) {
                throw Vocabulary.unusedField(each.f() + " in txn", unused);
            }
            if (each.key() == null) {
                throw new NotAWordException(each.f() + " in txn has no key \"k\"");
            }
            steps.add(step(each));
        }
        return new RegisterTransaction(steps);
    }

    private static RegisterStep step(RecordedCall call) throws NotAWordException {
        return switch (call.f()) {
            case "check" -> new RegisterStep.Check(keyOf(call), Vocabulary.versionOf("check", call.version(), 0));
            case "get" -> new RegisterStep.Get(keyOf(call), false);
            case GETV -> new RegisterStep.Get(keyOf(call), true);
            case "put" ->
                new RegisterStep.Put(
                        keyOf(call),
                        Vocabulary.valueOf("put", call.value()),
                        Vocabulary.versionOf("put", call.version(), 0));
            case "delete" -> new RegisterStep.Delete(keyOf(call), Vocabulary.versionOf("delete", call.version(), 1));
            default -> throw Vocabulary.unknownCall(call, "check, get, getv, put or delete");
        };
    }

    /** Returns the key of an operation; a history of single operations may have none, and is then about one key. */
    private static Object keyOf(RecordedCall call) {
        String key = call.key();
        return OpaqueValue.of(key == null ? Payload.NONE : key);
    }

    @Override
    public List<Object> keys(RegisterTransaction input) {
        return input.keys();
    }

    private static Set<ModelField> fieldsOfStep(RecordedCall call) {
        return switch (call.f()) {
            case "put" -> Set.of(ModelField.V, ModelField.VER);
            case "check", "delete" -> Set.of(ModelField.VER);
            default -> Set.of();
        };
    }

    @Override
    public Set<ModelField> fields(RecordedCall call) {
        return call.f().equals(TXN) ? Set.of(ModelField.OPS) : ofOneKey.fields(call);
    }

    @Override
    public Set<ModelField> fields(RecordedCall call, RecordedResult answer) {
        if (!call.f().equals(TXN)) {
            return ofOneKey.fields(call, answer);
        }
        return switch (answer.word()) {
            case "OK" -> Set.of(ModelField.RS);
            case "REFUSED" -> Set.of(ModelField.AT, ModelField.CAUSE, ModelField.VER);
            default -> Set.of();
        };
    }

    @Override
    public @Nullable TransactionOutput output(RecordedCall call, RecordedResult answer) throws NotAWordException {
        if (call.f().equals(TXN)) {
            return switch (answer.word()) {
                case "OK" -> done(call, answer);
                case "REFUSED" -> refused(call, answer);
                default -> throw Vocabulary.unknownAnswer(call, answer, "OK, REFUSED");
            };
        }
        VersionedOutput output = ofOneKey.output(call, answer);
        return output == null ? null : ofOneKey(call, output);
    }

    private static TransactionOutput ofOneKey(RecordedCall call, VersionedOutput output) {
        if (output instanceof VersionedOutput.Found found) {
            return TransactionOutput.Done.of(new StepResult.Found(found.value(), found.version()));
        }
        if (output instanceof VersionedOutput.Written written) {
            return TransactionOutput.Done.of(new StepResult.Written(written.version()));
        }
        if (output instanceof VersionedOutput.Maybe) {
            return TransactionOutput.MAYBE;
        }
        if (output instanceof VersionedOutput.Conflict conflict) {
            return new TransactionOutput.Refused(1, conflict.current());
        }
        return call.f().equals("get")
                ? TransactionOutput.Done.of(StepResult.NO_KEY)
                : new TransactionOutput.Refused(1, TransactionOutput.Refused.NO_KEY);
    }

    private static TransactionOutput done(RecordedCall call, RecordedResult answer) throws NotAWordException {
        List<RecordedCall> steps = call.steps() == null ? List.of() : call.steps();
        List<RecordedResult> recorded = answer.results() == null ? List.of() : answer.results();
        if (recorded.size() != steps.size()) {
            throw new NotAWordException("OK to txn has " + Count.of(recorded.size(), "result") + " \"rs\" for "
                    + Count.of(steps.size(), "operation"));
        }
        List<StepResult> results = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            results.add(result(steps.get(i), recorded.get(i)));
        }
        return new TransactionOutput.Done(results);
    }

    private static StepResult result(RecordedCall step, RecordedResult result) throws NotAWordException {
        boolean isGet = step.f().equals("get") || step.f().equals(GETV);
        Set<ModelField> used = step.f().equals("check")
                ? Set.of()
                : !isGet
                        ? Set.of(ModelField.VER)
                        : step.f().equals("get") ? Set.of(ModelField.V) : Set.of(ModelField.V, ModelField.VER);
        boolean isMissing = isGet && result.word().equals("ERRNOKEY");
        ModelField unused = ModelField.unused(result, isMissing ? Set.of() : used);
        if (unused != null) {
            throw Vocabulary.unusedField(result.word() + " to " + step.f() + " in txn", unused);
        }
        if (isMissing) {
            return StepResult.NO_KEY;
        }
        if (!result.word().equals("OK")) {
            throw Vocabulary.unknownAnswer(step, result, isGet ? "OK, ERRNOKEY" : "OK");
        }
        return switch (step.f()) {
            case "check" -> StepResult.CHECKED;
            case "get" -> new StepResult.Value(Vocabulary.valueOf("OK to get", result.value()));
            case GETV ->
                new StepResult.Found(
                        Vocabulary.valueOf("OK to getv", result.value()),
                        Vocabulary.versionOf("OK to getv", result.version(), 0));
            default -> new StepResult.Written(Vocabulary.versionOf("OK to " + step.f(), result.version(), 0));
        };
    }

    private static TransactionOutput refused(RecordedCall call, RecordedResult answer) throws NotAWordException {
        int operations = call.steps() == null ? 0 : call.steps().size();
        if (answer.at() < 1 || answer.at() > operations) {
            throw new NotAWordException("REFUSED to txn must have \"at\" from 1 to " + operations);
        }
        String cause = String.valueOf(answer.cause());
        return switch (cause) {
            case "ERRNOKEY" -> {
                if (answer.version() != RecordedCall.NO_VERSION) {
                    throw Vocabulary.unusedField("REFUSED with ERRNOKEY", ModelField.VER);
                }
                yield new TransactionOutput.Refused(answer.at(), TransactionOutput.Refused.NO_KEY);
            }
            case "ERRVERSION" ->
                new TransactionOutput.Refused(answer.at(), Vocabulary.versionOf("ERRVERSION", answer.version(), 0));
            default ->
                throw new NotAWordException(
                        "\"cause\" of REFUSED is \"" + cause + "\"; it must be ERRVERSION or ERRNOKEY");
        };
    }

    @Override
    public @Nullable TransactionOutput unanswered(RegisterTransaction input) {
        return input.onlyReads() ? null : TransactionOutput.UNKNOWN;
    }
}
