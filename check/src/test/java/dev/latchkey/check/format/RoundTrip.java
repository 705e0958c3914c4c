package dev.latchkey.check.format;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;

/** Writes recordings and reads them back. */
final class RoundTrip {

    private RoundTrip() {}

    static Recording throughEdn(Recording recording) throws IOException {
        return JepsenEdn.read(bytes(edn(recording)));
    }

    static String edn(Recording recording) throws IOException {
        StringWriter text = new StringWriter();
        JepsenWriter.write(recording, text);
        return text.toString();
    }

    /** Writes each operation's call and return next to each other, in the order of the recording. */
    static String jsonLines(Recording recording) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (HistoryWriter writer = new HistoryWriter(out, recording.header(), HistoryWriter.Flush.EACH_LINE)) {
            for (RecordedOperation operation : recording.operations()) {
                long number = writer.called(operation.called(), operation.client(), operation.call());
                RecordedResult answer = operation.answer();
                if (answer != null) {
                    writer.returned(operation.returned(), operation.client(), number, answer);
                }
            }
            for (RecordedFault fault : recording.faults()) {
                writer.fault(fault);
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    static ByteArrayInputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
