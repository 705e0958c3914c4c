package dev.latchkey.check.format;

import static dev.latchkey.check.format.Jepsen.event;
import static dev.latchkey.check.format.Jepsen.invoke;
import static dev.latchkey.check.format.Jepsen.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.check.CheckLimits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/**
 * The shapes of histories that public test suites write, each with its model and verdict, as a table that is printed. The verdict is
 * "refused" if the file is not a history that can be checked.
 */
final class PublicShapesTest {

    private static final String REFUSED = "refused";

    /** @param model the model to check against; empty to detect it */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Shape(String name, String model, byte[] file, String verdict) {}

    private final List<Shape> shapes = new ArrayList<>();

    private void shape(String name, String model, String file, String verdict) {
        shapes.add(new Shape(name, model, file.getBytes(StandardCharsets.UTF_8), verdict));
    }

    private void good(String name, String model, String file) {
        shape(name, model, file, "OK");
    }

    private void bad(String name, String model, String file) {
        shape(name, model, file, "ILLEGAL");
    }

    /** Returns the model and the verdict. */
    private static String judged(Shape shape) {
        try {
            ReadOptions options = new ReadOptions(shape.model().isEmpty() ? null : shape.model(), false);
            Recording recording = FileFormat.readAny(new ByteArrayInputStream(shape.file()), options);
            String model =
                    shape.model().isEmpty() ? String.valueOf(recording.header().model()) : shape.model();
            Optional<NamedModel> named = NamedModel.named(model);
            return named.isEmpty()
                    ? REFUSED
                    : named.get().history(recording).check(CheckLimits.DEFAULT).word() + " " + model;
        } catch (IOException e) {
            return REFUSED;
        }
    }

    @Test
    void everyShapeHasItsVerdict() {
        results();
        failures();
        keysAndVersions();
        queuesAndLocks();
        values();
        files();
        StringBuilder table =
                new StringBuilder(String.format("%-52s %-10s %s%n", "shape", "expected", "verdict, model"));
        List<String> wrong = new ArrayList<>();
        for (Shape shape : shapes) {
            String judged = judged(shape);
            table.append(String.format("%-52s %-10s %s%n", shape.name(), shape.verdict(), judged));
            if (!judged.split(" ", 2)[0].equals(shape.verdict())) {
                wrong.add(shape.name() + ": " + judged);
            }
        }
        System.out.print(table);
        assertThat(wrong).isEmpty();
        assertThat(shapes).hasSizeGreaterThan(40);
    }

    private static final String WRITE_5 = ok(0, "write", "5", "5");

    private void results() {
        bad(
                "register read as a vector that nobody wrote",
                "",
                ok(0, "read", "nil", "[1 2 3]") + invoke(1, "write", "1"));
        good(
                "register read as the vector that was written",
                "",
                ok(0, "write", "[1 2]", "[1 2]") + ok(1, "read", "nil", "[1 2]"));
        String native1 = """
                {"format":"latchkey-history","version":1,"model":"%s"}
                {"t":1,"p":0,"op":0,"e":"call","f":"read"}
                {"t":2,"p":0,"op":0,"e":"ret","r":"OK","vs":[]}
                """;
        shape("our own format, set elements read from a register", "", String.format(native1, "register"), REFUSED);
        good("our own format, set elements read from a set", "", String.format(native1, "set"));
        bad("register read of nil after a write", "", WRITE_5 + ok(1, "read", "nil", "nil"));
    }

    private static String failedCas(String error) {
        return WRITE_5
                + invoke(1, "cas", "[5 6]")
                + event(1, "fail", "cas", "[5 6]", error)
                + ok(0, "read", "nil", "5");
    }

    private void failures() {
        good("cas :fail without a reason", "", failedCas(""));
        bad("cas :fail, then its value is read", "", failedCas("") + ok(0, "read", "nil", "6"));
        bad("cas :fail :precondition although the value fits", "", failedCas(":precondition-failed"));
        good(
                "cas :fail :did-not-succeed of another value",
                "",
                failedCas(":did-not-succeed").replace("[5 6]", "[4 6]"));
        String log = "0\t:invoke\t:write\t6\n0\t:fail\t:write\t6\t%s\n1\t:invoke\t:read\tnil\n1\t:ok\t:read\t6\n";
        good("text log, write :fail :timed-out, then read", "", String.format(log, ":timed-out"));
        bad("text log, write :fail :refused, then read", "", String.format(log, ":refused"));
    }

    private void keysAndVersions() {
        good("set per key", "", ok(0, "add", "[1 5]", "[1 5]") + ok(0, "read", "[1 nil]", "[1 #{5}]"));
        bad(
                "set per key, an element of another key",
                "",
                ok(0, "add", "[1 5]", "[1 5]")
                        + ok(0, "add", "[2 6]", "[2 6]")
                        + ok(0, "read", "[1 nil]", "[1 #{5 6}]"));
        good("lock per key", "", ok(0, "acquire", "[1 nil]", "[1 nil]") + ok(1, "acquire", "[2 nil]", "[2 nil]"));
        bad(
                "lock per key, held twice",
                "",
                ok(0, "acquire", "[1 nil]", "[1 nil]") + ok(1, "acquire", "[1 nil]", "[1 nil]"));
        bad("queue per key", "fifo-queue", ok(0, "enqueue", "[1 5]", "[1 5]") + ok(0, "dequeue", "[2 nil]", "[2 5]"));
        String versioned = ok(0, "write", "[7 [nil 3]]", "[7 [1 3]]")
                + ok(1, "cas", "[7 [nil [3 4]]]", "[7 [2 [3 4]]]")
                + ok(0, "read", "[7 [nil nil]]", "[7 [2 4]]");
        good("versioned registers of jepsen-io/etcd", "", versioned);
        bad(
                "versioned registers of jepsen-io/etcd, stale read",
                "",
                versioned + ok(0, "read", "[7 [nil nil]]", "[7 [1 3]]"));
        String txn = ok(0, "txn", "[[:append 1 2]]", "[[:append 1 2]]");
        shape("transactions of Elle", "", txn, REFUSED);
    }

    private void queuesAndLocks() {
        String two = ok(0, "enqueue", "1", "1") + ok(0, "enqueue", "2", "2");
        shape("queue whose kind nothing says", "", two, REFUSED);
        good("unordered queue, out of order", "unordered-queue", two + ok(1, "dequeue", "nil", "2"));
        bad("FIFO queue, out of order", "fifo-queue", two + ok(1, "dequeue", "nil", "2"));
        good("queue, drained", "unordered-queue", two + ok(1, "drain", "nil", "[2 1]"));
        bad("queue, drained of something else", "unordered-queue", two + ok(1, "drain", "nil", "[3]"));
        bad("queue, empty dequeue of a full queue", "unordered-queue", two + ok(1, "dequeue", "nil", "nil"));
        String passedOn = ok(0, "acquire", "nil", "nil") + ok(1, "release", "nil", "nil");
        bad("lock released by another client", "", passedOn);
        good("lock without owners, released by another client", "ownerless-mutex", passedOn);
        shape("only reads", "", ok(0, "read", "nil", "1"), REFUSED);
        shape("operations of no model", "", ok(0, "frob", "1", "1"), REFUSED);
    }

    private void values() {
        valuesAre("maps in another order", "{:a 1, :b 2}", "{:b 2, :a 1}", true);
        valuesAre("sets in another order", "#{1 2}", "#{2 1}", true);
        valuesAre("1 and \"1\"", "1", "\"1\"", false);
        valuesAre(":a and \":a\"", ":a", "\":a\"", false);
        valuesAre("1e3 and 1000.0", "1e3", "1000.0", true);
        valuesAre("\\u00e9 and its letter", "\"\\u00e9\"", "\"é\"", true);
    }

    private void valuesAre(String name, String one, String other, boolean equal) {
        shape("values: " + name, "", ok(0, "write", one, one) + ok(1, "read", "nil", other), equal ? "OK" : "ILLEGAL");
    }

    /** One history in every form, good and bad. */
    private void files() {
        HistoryForms.all().forEach((name, form) -> {
            byte[] right = form.of(List.of(
                    new HistoryForms.Event("0", "invoke", "write", "5"),
                    new HistoryForms.Event("0", "ok", "write", "5"),
                    new HistoryForms.Event(":nemesis", "info", "start", "nil"),
                    new HistoryForms.Event("1", "invoke", "read", "nil"),
                    new HistoryForms.Event("1", "ok", "read", "5")));
            String wrong = new String(right, StandardCharsets.UTF_8).replaceAll("5(?=\\D*$)", "6");
            shapes.add(new Shape("file: " + name, "", right, "OK"));
            bad("file: " + name + ", wrong read", "", wrong);
            shapes.add(new Shape("file: " + name + ", gzip", "", zipped(right), "OK"));
            shape("file: " + name + ", torn last event", "", wrong.substring(0, wrong.lastIndexOf('6') - 1), "OK");
        });
        shape("file: binary of Jepsen", "", "JEPSEN\0\1\2", REFUSED);
        shape("file: none of the formats", "", "once upon a time\n", REFUSED);
    }

    private static byte[] zipped(byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(content);
        } catch (IOException e) {
            throw new IllegalStateException("cannot write to memory", e);
        }
        return bytes.toByteArray();
    }
}
