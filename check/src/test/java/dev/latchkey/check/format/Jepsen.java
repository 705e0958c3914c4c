package dev.latchkey.check.format;

import dev.latchkey.check.CheckLimits;
import dev.latchkey.check.Verdict;
import java.io.IOException;
import java.util.Objects;

/** Writes and checks small Jepsen histories. */
final class Jepsen {

    private Jepsen() {}

    /** Returns an operation that succeeds. */
    static String ok(int process, String f, String value, String result) {
        return invoke(process, f, value) + event(process, "ok", f, result, "");
    }

    static String invoke(int process, String f, String value) {
        return event(process, "invoke", f, value, "");
    }

    static String event(int process, String type, String f, String value, String error) {
        return "{:process " + process + ", :type :" + type + ", :f :" + f + ", :value " + value
                + (error.isEmpty() ? "" : ", :error " + error) + "}\n";
    }

    static Recording read(String text) throws IOException {
        return FileFormat.readAny(RoundTrip.bytes(text));
    }

    static Recording read(String text, ReadOptions options) throws IOException {
        return FileFormat.readAny(RoundTrip.bytes(text), options);
    }

    /** Checks a history against the model that is detected. */
    static Verdict.Word verdict(String text) throws IOException {
        Recording recording = read(text);
        return NamedModel.named(Objects.requireNonNull(recording.header().model(), recording.noModel()))
                .orElseThrow()
                .history(recording)
                .check(CheckLimits.DEFAULT)
                .word();
    }

    static Verdict.Word verdict(NamedModel model, String text) throws IOException {
        return model.history(read(text, new ReadOptions(model.written(), false)))
                .check(CheckLimits.DEFAULT)
                .word();
    }
}
