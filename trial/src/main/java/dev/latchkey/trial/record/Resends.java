package dev.latchkey.trial.record;

import dev.latchkey.check.format.Call;
import dev.latchkey.check.format.Payload;
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
 * Records what reaches the server once more as what it is: an operation of the network's own.
 *
 * <p>Only creates need it. A put or a delete names a version that comes once, so of all its copies one is done at most. A create
 * that is sent again, or comes late, makes the key anew if it was deleted meanwhile: without a session no server can tell that
 * from two creates. So each further copy of a create is another create whose outcome nobody hears.
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

    /** Why from the first time on: whichever copy was answered, another was sent no earlier than the first. */
    private void create(String key, String value) {
        OptionalLong first = rounds.sendingCreate(key, value, time.nanos());
        if (first.isPresent()) {
            Call call =
                    Call.of("put").key(Payload.of(key)).value(Payload.of(value)).version(0);
            Recorder.Begun begun = recorder.called(numbers.getAsInt(), call, first.getAsLong());
            RecordedOperation copy = recorder.returned(begun, null);
            rounds.add(key, copy);
            tally.resent().add("create");
        }
    }
}
