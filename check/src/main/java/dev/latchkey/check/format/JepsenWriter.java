package dev.latchkey.check.format;

import dev.latchkey.check.Operation;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes a recording as a Jepsen history, one map per line, so that other checkers can check it too. Information that Jepsen has
 * no field for is written as {@code :answer}, {@code :version} and {@code :cause}, which {@link JepsenEdn} reads.
 *
 * <p>A Jepsen process has at most one operation in flight, and none after an operation with an unknown outcome. A client that
 * continues after such an operation gets a new process number.
 */
public final class JepsenWriter {

    private final Writer out;
    private final Map<Integer, Integer> processOf = new HashMap<>();
    private final Set<Integer> busy = new HashSet<>();
    private int nextProcess;
    private long index;

    private JepsenWriter(Writer out) {
        this.out = out;
    }

    /** An event to be written as one line. */
    private record Event(
            long time,
            boolean isEnd,
            @Nullable Exported operation,
            @Nullable RecordedFault fault) {}

    /** An operation, and the process it is assigned to. */
    private static final class Exported {
        private final RecordedOperation operation;
        private int process;

        private Exported(RecordedOperation operation) {
            this.operation = operation;
        }
    }

    /**
     * Writes the whole recording. The stream is left open.
     *
     * @throws IllegalArgumentException if the recording contains transactions
     */
    public static void write(Recording recording, Writer out) throws IOException {
        JepsenWriter writer = new JepsenWriter(out);
        for (RecordedOperation operation : recording.operations()) {
            if (operation.call().steps() != null) {
                throw new IllegalArgumentException("Jepsen's formats have no transactions of versioned keys");
            }
            writer.nextProcess = Math.max(writer.nextProcess, operation.client() + 1);
        }
        for (Event event : events(recording)) {
            if (event.operation() != null) {
                writer.event(event, event.operation());
            } else if (event.fault() != null) {
                writer.fault(event, event.fault());
            }
        }
    }

    /**
     * Returns the events by time. At equal times calls come first, so that these operations are concurrent in the output as well.
     */
    private static List<Event> events(Recording recording) {
        List<Event> events = new ArrayList<>();
        for (RecordedOperation operation : recording.operations()) {
            Exported exported = new Exported(operation);
            events.add(new Event(operation.called(), false, exported, null));
            if (operation.answer() != null) {
                events.add(new Event(operation.returned(), true, exported, null));
            }
        }
        for (RecordedFault fault : recording.faults()) {
            events.add(new Event(fault.begin(), false, null, fault));
            if (fault.end() != Operation.OPEN) {
                events.add(new Event(fault.end(), true, null, fault));
            }
        }
        events.sort(Comparator.comparingLong(Event::time).thenComparing(Event::isEnd));
        return events;
    }

    private void event(Event event, Exported exported) throws IOException {
        RecordedOperation operation = exported.operation;
        RecordedCall call = operation.call();
        RecordedResult answer = operation.answer();
        if (!event.isEnd() || answer == null) {
            int process = freeProcess(operation.client());
            exported.process = process;
            busy.add(process);
            line(event.time(), String.valueOf(process), "invoke", call.f());
            value(call, callValue(call));
            version(call.version());
        } else {
            int process = exported.process;
            String type = type(answer);
            if (!type.equals("info")) {
                busy.remove(process);
            }
            line(event.time(), String.valueOf(process), type, call.f());
            value(call, returnValue(call, answer));
            version(answer.version());
            if (!answer.word().equals("OK") && !answer.word().equals("EMPTY")) {
                out.append(", :answer ").append(EdnText.quoted(answer.word()));
            }
            if (answer.cause() != null) {
                out.append(", :cause ").append(EdnText.quoted(answer.cause()));
            }
        }
        out.append("}\n");
    }

    /** Returns the process for the next operation of a client; a new one if its current process is busy. */
    private int freeProcess(int client) {
        int process = processOf.getOrDefault(client, client);
        if (busy.contains(process)) {
            process = nextProcess++;
        }
        processOf.put(client, process);
        return process;
    }

    private static String type(RecordedResult answer) {
        return switch (answer.word()) {
            case "OK", "TRUE", "FALSE", "EMPTY" -> "ok";
            case "MAYBE", "UNKNOWN" -> "info";
            default -> "fail";
        };
    }

    private void line(long time, String process, String type, String f) throws IOException {
        out.append("{:index ")
                .append(String.valueOf(index++))
                .append(", :time ")
                .append(String.valueOf(time));
        out.append(", :process ")
                .append(process)
                .append(", :type :")
                .append(type)
                .append(", :f :")
                .append(f);
    }

    /** Writes a value with its key. Registers use tuples like jepsen.independent; all other models use the field {@code :key}. */
    private void value(RecordedCall call, String value) throws IOException {
        String key = call.key();
        if (key == null) {
            out.append(", :value ").append(value);
        } else if (JepsenVocabulary.OF_REGISTERS.contains(call.f())) {
            out.append(", :value [").append(edn(key)).append(' ').append(value).append(']');
        } else {
            out.append(", :key ").append(edn(key)).append(", :value ").append(value);
        }
    }

    private void version(long version) throws IOException {
        if (version != RecordedCall.NO_VERSION) {
            out.append(", :version ").append(String.valueOf(version));
        }
    }

    private static String callValue(RecordedCall call) {
        return call.f().equals("cas")
                ? "[" + edn(call.old()) + " " + edn(call.value()) + "]"
                : text(call, call.value());
    }

    private static String returnValue(RecordedCall call, RecordedResult answer) {
        if (answer.elements() != null) {
            return "#{"
                    + String.join(
                            " ",
                            answer.elements().stream().map(JepsenWriter::edn).toList()) + "}";
        }
        boolean isRead =
                answer.value() != null || call.f().equals("read") || call.f().equals("get");
        return isRead || call.f().equals("dequeue") ? text(call, answer.value()) : callValue(call);
    }

    /** Formats a value. Numbers are written as numbers, except for models whose values are strings or bytes. */
    private static String text(RecordedCall call, @Nullable String payload) {
        boolean isStored =
                call.f().equals("get") || call.f().equals("put") || call.f().equals("append");
        return isStored && payload != null ? EdnText.of(payload) : edn(payload);
    }

    /** Formats a key or value. One that is formatted like a value that is not a string is taken for that value. */
    private static String edn(@Nullable String payload) {
        return payload != null && JepsenVocabulary.isForm(payload) ? payload : EdnText.of(payload);
    }

    private void fault(Event event, RecordedFault fault) throws IOException {
        line(event.time(), ":nemesis", "info", (event.isEnd() ? "stop-" : "start-") + EdnText.word(fault.kind()));
        out.append(", :value ")
                .append(EdnText.of(fault.note() == null ? null : Payload.of(fault.note())))
                .append("}\n");
    }
}
