package dev.latchkey.trial.record;

import dev.latchkey.check.format.Payload;
import dev.latchkey.check.format.RecordedCall;
import dev.latchkey.check.format.RecordedOperation;
import dev.latchkey.seams.Time;
import dev.latchkey.trial.faults.FaultLog;
import dev.latchkey.trial.faults.Frame;
import dev.latchkey.trial.faults.ProxyFaultKind;
import dev.latchkey.trial.record.VerifyingClient.Tally;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.IntSupplier;

/**
 * Records each further copy of a create that reaches the server as an additional operation.
 *
 * <p>This is necessary only for creates. A put or a delete names a version that exists only once, so at most one of its copies
 * takes effect. A create that is resent, or is delivered late, creates the key again if it was deleted in between: without a
 * session, the server cannot tell that from two creates. So each further copy of a create is recorded as another create without a
 * reply.
 */
final class Resends implements FaultLog {

    private static final String NONE = "0";
    private static final int WORDS = 4;

    private final Recorder recorder;
    private final Rounds rounds;
    private final Tally tally;
    private final IntSupplier numbers;
    private final Time time;

    Resends(Recorder recorder, Rounds rounds, Tally tally, IntSupplier numbers, Time time) {
        this.recorder = recorder;
        this.rounds = rounds;
        this.tally = tally;
        this.numbers = numbers;
        this.time = time;
    }

    @Override
    public void fired(ProxyFaultKind kind, long begin, long end) {
        recorder.fired(kind, begin, end);
    }

    @Override
    public void sendingOn(byte[] request) {
        List<String> words = Frame.words(request);
        boolean isCreate = words.size() == WORDS
                && words.get(0).equalsIgnoreCase("PUT")
                && words.get(WORDS - 1).equals(NONE);
        if (isCreate) {
            create(words.get(1), words.get(2));
        }
    }

    /** Records a copy with the time of the first send: any copy may be the one that was answered, and none was sent earlier. */
    private void create(String key, String value) {
        OptionalLong first = rounds.sendingCreate(key, value, time.nanos());
        if (first.isPresent()) {
            RecordedCall call = RecordedCall.of("put")
                    .key(Payload.of(key))
                    .value(Payload.of(value))
                    .version(0);
            Recorder.Begun begun = recorder.called(numbers.getAsInt(), call, first.getAsLong());
            RecordedOperation copy = recorder.returned(begun, null);
            rounds.add(key, copy);
            tally.resent().add("create");
        }
    }
}
