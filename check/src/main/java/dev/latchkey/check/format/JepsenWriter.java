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
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes a recording as Jepsen does, one map a line, so that other checkers can judge it too. What those have no word for stands in
 * {@code :answer}, {@code :version} and {@code :cause}, which {@link JepsenEdn} understands.
 *
 * <p>With Jepsen a process has one operation under way, and none after one whose outcome is unknown. A client that goes on after such
 * a one does so under a new number.
 */
public final class JepsenWriter {

    private static final Pattern NUMBER = Pattern.compile("-?[1-9]\\d{0,17}|0");

    private final Writer out;
    private final Map<Integer, Integer> processOf = new HashMap<>();
    private final Set<Integer> busy = new HashSet<>();
    private int nextProcess;
    private long index;

    private JepsenWriter(Writer out) {
        this.out = out;
    }

    /** One line to be. */
    private record Event(
            long time,
            boolean isEnd,
            @Nullable Exported operation,
            @Nullable Fault fault) {}

    /** An operation, and the process that asks it. */
    private static final class Exported {
        private final RecordedOperation operation;
        private int process;

        private Exported(RecordedOperation operation) {
            this.operation = operation;
        }
    }

    /** Writes all of it. The stream is left open. */
    public static void write(Recording recording, Writer out) throws IOException {
        JepsenWriter writer = new JepsenWriter(out);
        for (RecordedOperation operation : recording.operations()) {
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

    /** By time, and at one time the calls first: then they may all have been under way together. */
    private static List<Event> events(Recording recording) {
        List<Event> events = new ArrayList<>();
        for (RecordedOperation operation : recording.operations()) {
            Exported exported = new Exported(operation);
            events.add(new Event(operation.called(), false, exported, null));
            if (operation.answer() != null) {
                events.add(new Event(operation.returned(), true, exported, null));
            }
        }
        for (Fault fault : recording.faults()) {
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
        Call call = operation.call();
        Answer answer = operation.answer();
        if (!event.isEnd() || answer == null) {
            int process = freeProcess(operation.client());
            exported.process = process;
            busy.add(process);
            line(event.time(), String.valueOf(process), "invoke", call.f());
            value(call, asked(call));
            version(call.version());
        } else {
            int process = exported.process;
            String type = type(answer);
            if (!type.equals("info")) {
                busy.remove(process);
            }
            line(event.time(), String.valueOf(process), type, call.f());
            value(call, told(call, answer));
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

    /** The number under which a client goes on. */
    private int freeProcess(int client) {
        int process = processOf.getOrDefault(client, client);
        if (busy.contains(process)) {
            process = nextProcess++;
        }
        processOf.put(client, process);
        return process;
    }

    private static String type(Answer answer) {
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

    /** With its key: registers have tuples, as jepsen.independent makes them; all others a field. */
    private void value(Call call, String value) throws IOException {
        String key = call.key();
        if (key == null) {
            out.append(", :value ").append(value);
        } else if (JepsenWords.OF_REGISTERS.contains(call.f())) {
            out.append(", :value [").append(edn(key)).append(' ').append(value).append(']');
        } else {
            out.append(", :key ").append(EdnText.of(key)).append(", :value ").append(value);
        }
    }

    private void version(long version) throws IOException {
        if (version != Call.NO_VERSION) {
            out.append(", :version ").append(String.valueOf(version));
        }
    }

    private static String asked(Call call) {
        return call.f().equals("cas")
                ? "[" + edn(call.old()) + " " + edn(call.value()) + "]"
                : text(call, call.value());
    }

    private static String told(Call call, Answer answer) {
        if (answer.elements() != null) {
            return "#{"
                    + String.join(
                            " ",
                            answer.elements().stream().map(JepsenWriter::edn).toList()) + "}";
        }
        boolean isRead =
                answer.value() != null || call.f().equals("read") || call.f().equals("get");
        return isRead || call.f().equals("dequeue") ? text(call, answer.value()) : asked(call);
    }

    /** Numbers as numbers, but where strings are put together or bytes kept. */
    private static String text(Call call, @Nullable String payload) {
        boolean isStored =
                call.f().equals("get") || call.f().equals("put") || call.f().equals("append");
        return isStored && payload != null ? EdnText.of(payload) : edn(payload);
    }

    private static String edn(@Nullable String payload) {
        return payload != null && NUMBER.matcher(payload).matches() ? payload : EdnText.of(payload);
    }

    private void fault(Event event, Fault fault) throws IOException {
        line(event.time(), ":nemesis", "info", (event.isEnd() ? "stop-" : "start-") + EdnText.word(fault.kind()));
        out.append(", :value ")
                .append(EdnText.of(fault.note() == null ? null : Payload.of(fault.note())))
                .append("}\n");
    }
}
