package dev.latchkey.check;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.check.model.Register;
import dev.latchkey.check.model.StringMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the recorded histories beside the project, just well enough for the tests of the engines. The time is the line. */
final class RecordedHistories {

    private static final Path FOLDER = Path.of("../../shared/histories");
    private static final Pattern ETCD =
            Pattern.compile("INFO +jepsen\\.util - (\\d+)\\s+:(\\w+)\\s+:(\\w+)\\s+(.*?)\\s*");
    private static final Pattern KV =
            Pattern.compile("\\{:process (\\d+), :type :(\\w+), :f :(\\w+), :key \"(.*?)\", :value (nil|\"(.*)\")\\}");

    private RecordedHistories() {}

    static List<String> lines(String file) {
        Path path = FOLDER.resolve(file);
        assumeTrue(
                Files.exists(path), () -> path + " is not there: the recorded histories are kept beside the project");
        try {
            return Files.readAllLines(path);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** A compare-and-set register of etcd. */
    static List<Operation<Register.Input, Register.Output>> etcd(String file) {
        List<Operation<Register.Input, Register.Output>> history = new ArrayList<>();
        Map<Integer, Operation<Register.Input, Register.Output>> pending = new HashMap<>();
        int time = 0;
        for (String line : lines(file)) {
            time++;
            Matcher matcher = ETCD.matcher(line);
            if (!matcher.matches()) {
                continue;
            }
            int process = Integer.parseInt(matcher.group(1));
            String type = matcher.group(2);
            if (type.equals("invoke")) {
                pending.put(process, open(process, input(matcher.group(3), matcher.group(4)), time));
            } else if (!type.equals("info") && !matcher.group(4).equals(":timed-out")) {
                var called = pending.remove(process);
                history.add(new Operation<>(
                        process,
                        called.input(),
                        output(type, matcher.group(3), matcher.group(4)),
                        called.call(),
                        time));
            } else if (type.equals("fail")) {
                pending.remove(process);
            }
        }
        history.addAll(pending.values());
        return history;
    }

    private static Operation<Register.Input, Register.Output> open(int process, Register.Input input, int time) {
        return new Operation<>(process, input, Register.Output.UNKNOWN, time, Operation.OPEN);
    }

    private static Register.Input input(String function, String value) {
        if (function.equals("read")) {
            return new Register.Input.Read();
        }
        if (function.equals("write")) {
            return new Register.Input.Write(value);
        }
        String[] pair = value.substring(1, value.length() - 1).split(" ");
        return new Register.Input.CompareAndSet(pair[0], pair[1]);
    }

    private static Register.Output output(String type, String function, String value) {
        if (type.equals("fail")) {
            return Register.Output.REFUSED;
        }
        @Nullable String held = value.equals("nil") ? null : value;
        return function.equals("read") ? new Register.Output.Held(held) : Register.Output.DONE;
    }

    /** A map of strings, as Porcupine's test data has it. */
    static List<Operation<StringMap.Input, StringMap.Output>> kv(String file) {
        List<Operation<StringMap.Input, StringMap.Output>> history = new ArrayList<>();
        Map<Integer, Integer> called = new HashMap<>();
        int time = 0;
        for (String line : lines(file)) {
            time++;
            Matcher matcher = KV.matcher(line);
            if (!matcher.matches()) {
                throw new IllegalArgumentException(line);
            }
            int process = Integer.parseInt(matcher.group(1));
            if (matcher.group(2).equals("invoke")) {
                called.put(process, time);
                continue;
            }
            String text = matcher.group(6) == null ? "" : matcher.group(6);
            String key = matcher.group(4);
            StringMap.Input input =
                    switch (matcher.group(3)) {
                        case "get" -> new StringMap.Input.Get(key);
                        case "put" -> new StringMap.Input.Put(key, text);
                        default -> new StringMap.Input.Append(key, text);
                    };
            StringMap.Output output =
                    input instanceof StringMap.Input.Get ? new StringMap.Output.Value(text) : StringMap.Output.DONE;
            history.add(new Operation<>(process, input, output, called.get(process), time));
        }
        return history;
    }
}
