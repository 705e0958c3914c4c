package dev.latchkey.sim.run;

import dev.latchkey.check.Operation;
import dev.latchkey.check.format.Payload;
import dev.latchkey.check.format.RecordedCall;
import dev.latchkey.check.format.RecordedResult;
import dev.latchkey.check.model.txn.RegisterStep;
import dev.latchkey.check.model.txn.RegisterTransaction;
import dev.latchkey.check.model.txn.StepResult;
import dev.latchkey.check.model.txn.TransactionOutput;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The transactions of a run as events of the format of docs/format/history.md. Each key is named by its store and its key. */
final class TransactionEvents {

    private TransactionEvents() {}

    static List<RunFiles.Event> of(Map<StoreId, List<Operation<RegisterTransaction, TransactionOutput>>> histories) {
        List<RunFiles.Event> events = new ArrayList<>();
        histories.forEach((store, history) -> {
            for (Operation<RegisterTransaction, TransactionOutput> operation : history) {
                RunFiles.Event call =
                        new RunFiles.Event(operation.call(), operation.client(), call(store, operation.input()));
                events.add(call);
                if (operation.end() != Operation.OPEN) {
                    events.add(new RunFiles.Event(operation.end(), call, result(operation.output())));
                }
            }
        });
        return events;
    }

    private static RecordedCall call(StoreId store, RegisterTransaction transaction) {
        return RecordedCall.of("txn")
                .steps(transaction.steps().stream()
                        .map(step -> step(step).key(Payload.of(store + "/" + step.key())))
                        .toList());
    }

    private static RecordedCall step(RegisterStep step) {
        if (step instanceof RegisterStep.Check check) {
            return RecordedCall.of("check").version(check.version());
        }
        if (step instanceof RegisterStep.Put put) {
            return RecordedCall.of("put").value(payload(put.value())).version(put.version());
        }
        return step instanceof RegisterStep.Delete delete
                ? RecordedCall.of("delete").version(delete.version())
                : RecordedCall.of("getv");
    }

    private static RecordedResult result(TransactionOutput output) {
        if (output instanceof TransactionOutput.Done done) {
            return RecordedResult.of("OK")
                    .results(done.results().stream()
                            .map(TransactionEvents::result)
                            .toList());
        }
        TransactionOutput.Refused refused = (TransactionOutput.Refused) output;
        RecordedResult result = RecordedResult.of("REFUSED").at(refused.step());
        return refused.current() == TransactionOutput.Refused.NO_KEY
                ? result.cause("ERRNOKEY")
                : result.cause("ERRVERSION").version(refused.current());
    }

    private static RecordedResult result(StepResult result) {
        if (result instanceof StepResult.Found found) {
            return RecordedResult.of("OK").value(payload(found.value())).version(found.version());
        }
        if (result instanceof StepResult.Written written) {
            return RecordedResult.of("OK").version(written.version());
        }
        return RecordedResult.of(result instanceof StepResult.NoKey ? "ERRNOKEY" : "OK");
    }

    private static String payload(Object value) {
        return Payload.of(((Value) value).toBytes());
    }
}
