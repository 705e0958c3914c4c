package dev.latchkey.check.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.check.Budget;
import dev.latchkey.check.CheckLimits;
import dev.latchkey.check.Judge;
import dev.latchkey.check.Judge.Answer;
import dev.latchkey.check.Model;
import dev.latchkey.check.Operation;
import dev.latchkey.check.model.ElementSet;
import dev.latchkey.check.model.FifoQueue;
import dev.latchkey.check.model.Register;
import dev.latchkey.check.model.lock.Mutex;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random histories, right ones and corrupted ones, get the same verdict in every form of file. The oracle tries every order of
 * operations that were made from the same events without reading a file.
 */
final class FormsAgreeTest {

    private static final int HISTORIES = 400;
    private static final Budget BUDGET = Budget.of(CheckLimits.DEFAULT, () -> 0);

    /** What a history is about: the model, a random call, and random results of a call. */
    private enum Subject {
        REGISTER(NamedModel.CAS_REGISTER) {
            @Override
            String[] call(RandomGenerator random) {
                return switch (random.nextInt(4)) {
                    case 0, 1 -> new String[] {"read", "nil"};
                    case 2 -> new String[] {"write", number(random)};
                    default -> new String[] {"cas", "[" + number(random) + " " + number(random) + "]"};
                };
            }

            @Override
            String result(String[] call, RandomGenerator random) {
                return !call[0].equals("read") ? call[1] : random.nextInt(4) == 0 ? "nil" : number(random);
            }

            @Override
            Answer oracle(List<Event> events) {
                return bruteForce(new Register(), events, (call, result) -> {
                    if (call[0].equals("read")) {
                        return result == null
                                ? null
                                : new Step<>(new Register.Input.Read(), new Register.Output.Held(orNull(result)));
                    }
                    Register.Input input = call[0].equals("write")
                            ? new Register.Input.Write(call[1])
                            : new Register.Input.CompareAndSet(call[1].substring(1, 2), call[1].substring(3, 4));
                    return new Step<>(input, result == null ? Register.Output.UNKNOWN : Register.Output.DONE);
                });
            }
        },

        SET(NamedModel.SET) {
            @Override
            String[] call(RandomGenerator random) {
                return random.nextBoolean() ? new String[] {"read", "nil"} : new String[] {"add", number(random)};
            }

            @Override
            String result(String[] call, RandomGenerator random) {
                if (call[0].equals("add")) {
                    return call[1];
                }
                Set<String> elements = new HashSet<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    elements.add(number(random));
                }
                return "[" + String.join(" ", elements) + "]";
            }

            @Override
            Answer oracle(List<Event> events) {
                return bruteForce(new ElementSet(), events, (call, result) -> {
                    if (call[0].equals("add")) {
                        return new Step<>(
                                new ElementSet.Input.Add(call[1]),
                                result == null ? ElementSet.Output.UNKNOWN : ElementSet.Output.DONE);
                    }
                    if (result == null) {
                        return null;
                    }
                    Set<Object> elements = new HashSet<>();
                    result.chars().filter(Character::isDigit).forEach(c -> elements.add(Character.toString(c)));
                    return new Step<>(new ElementSet.Input.Read(), new ElementSet.Output.Elements(elements));
                });
            }
        },

        LOCK(NamedModel.OWNERLESS_MUTEX) {
            @Override
            String[] call(RandomGenerator random) {
                return new String[] {random.nextBoolean() ? "acquire" : "release", "nil"};
            }

            @Override
            String result(String[] call, RandomGenerator random) {
                return "nil";
            }

            @Override
            Answer oracle(List<Event> events) {
                return bruteForce(
                        new Mutex(false),
                        events,
                        (call, result) -> new Step<>(
                                call[0].equals("acquire")
                                        ? new Mutex.Input.Acquire("anyone")
                                        : new Mutex.Input.Release("anyone"),
                                result == null ? Mutex.Output.UNKNOWN : Mutex.Output.DONE));
            }
        },

        QUEUE(NamedModel.FIFO_QUEUE) {
            @Override
            String[] call(RandomGenerator random) {
                return random.nextBoolean()
                        ? new String[] {"dequeue", "nil"}
                        : new String[] {"enqueue", number(random)};
            }

            @Override
            String result(String[] call, RandomGenerator random) {
                return call[0].equals("enqueue") ? call[1] : random.nextInt(4) == 0 ? "nil" : number(random);
            }

            @Override
            Answer oracle(List<Event> events) {
                return bruteForce(new FifoQueue(), events, (call, result) -> {
                    FifoQueue.Output output = result == null
                            ? FifoQueue.Output.UNKNOWN
                            : call[0].equals("enqueue")
                                    ? FifoQueue.Output.DONE
                                    : result.equals("nil")
                                            ? FifoQueue.Output.EMPTY
                                            : new FifoQueue.Output.Taken(result);
                    FifoQueue.Input input = call[0].equals("enqueue")
                            ? new FifoQueue.Input.Enqueue(call[1])
                            : new FifoQueue.Input.Dequeue();
                    return new Step<>(input, output);
                });
            }
        };

        final NamedModel model;

        Subject(NamedModel model) {
            this.model = model;
        }

        abstract String[] call(RandomGenerator random);

        abstract String result(String[] call, RandomGenerator random);

        abstract Answer oracle(List<Event> events);

        private static String number(RandomGenerator random) {
            return String.valueOf(1 + random.nextInt(4));
        }

        private static @Nullable String orNull(String result) {
            return result.equals("nil") ? null : result;
        }
    }

    private record Step<I, O>(I input, O output) {}

    /** Interprets a call and its result, which is null if it is unknown. */
    private interface Meaning<I, O> {
        @Nullable
        Step<I, O> of(String[] call, @Nullable String result);
    }

    /** An event, as its client saw it. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Event(int process, String type, String[] call, String value) {}

    private static <S, I, O> Answer bruteForce(Model<S, I, O> model, List<Event> events, Meaning<I, O> meaning) {
        List<Operation<I, O>> history = new ArrayList<>();
        Map<Integer, Integer> calls = new HashMap<>();
        for (int i = 0; i < events.size(); i++) {
            Event event = events.get(i);
            if (event.type().equals("invoke")) {
                calls.put(event.process(), i);
                continue;
            }
            int called = calls.remove(event.process());
            boolean isOk = event.type().equals("ok");
            Step<I, O> step = meaning.of(event.call(), isOk ? event.value() : null);
            if (step != null && !event.type().equals("fail")) {
                history.add(new Operation<>(
                        event.process(), step.input(), step.output(), called, isOk ? i : Operation.OPEN));
            }
        }
        return Judge.bruteForce(model).judge(history, BUDGET);
    }

    private static List<Event> events(Subject subject, RandomGenerator random) {
        List<Event> events = new ArrayList<>();
        String[][] running = new String[3][];
        int[] process = {0, 1, 2};
        for (int left = 2 + random.nextInt(5);
                left > 0 || running[0] != null || running[1] != null || running[2] != null; ) {
            int client = random.nextInt(3);
            if (running[client] == null) {
                if (left > 0) {
                    left--;
                    running[client] = subject.call(random);
                    events.add(new Event(process[client], "invoke", running[client], running[client][1]));
                }
                continue;
            }
            String[] call = running[client];
            String type =
                    switch (random.nextInt(12)) {
                        case 0 -> "info";
                        case 1 -> "fail";
                        default -> "ok";
                    };
            String value = type.equals("ok") ? subject.result(call, random) : call[1];
            events.add(new Event(process[client], type, call, value));
            process[client] += type.equals("info") ? 3 : 0;
            running[client] = null;
        }
        return events;
    }

    @ParameterizedTest
    @EnumSource(Subject.class)
    void everyFormOfAHistoryHasTheVerdictOfBruteForce(Subject subject) throws IOException {
        int legal = 0;
        for (int seed = 0; seed < HISTORIES; seed++) {
            List<Event> events = events(subject, new SplittableRandom(seed));
            Answer oracle = subject.oracle(events);
            legal += oracle == Answer.LEGAL ? 1 : 0;
            List<HistoryForms.Event> written = events.stream()
                    .map(each -> new HistoryForms.Event(
                            String.valueOf(each.process()), each.type(), each.call()[0], each.value()))
                    .toList();
            for (Map.Entry<String, HistoryForms.Form> form : HistoryForms.all().entrySet()) {
                byte[] file = form.getValue().of(written);
                ReadOptions options = new ReadOptions(subject.model.written(), false);
                History<?, ?, ?> history =
                        subject.model.history(FileFormat.readAny(new ByteArrayInputStream(file), options));
                String expected = history.parts().isEmpty() ? "UNKNOWN" : oracle == Answer.LEGAL ? "OK" : "ILLEGAL";
                assertThat(history.check(CheckLimits.DEFAULT).word())
                        .as(
                                "seed %d as %s: %s",
                                seed, form.getKey(), new String(file, java.nio.charset.StandardCharsets.UTF_8))
                        .hasToString(expected);
            }
        }
        assertThat(legal).isBetween(HISTORIES / 20, HISTORIES * 19 / 20);
    }
}
