import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads the steps of clients/contract.md, one a line, and carries them out with one client. */
abstract class Loop {

    /** Sends the words of one command, and returns its reply. */
    abstract Object call(List<String> words) throws Exception;

    /** Sends several commands in one pipeline, and returns their replies; a refusal is the exception. */
    abstract List<?> pipeline(List<List<String>> commands) throws Exception;

    /** The text of an error reply that arrived as {@code error}; null if it is another exception. */
    abstract String refusal(Throwable error);

    /** Starts a follow, if the client supports push messages. */
    void follow(String prefix) throws Exception {
        throw new UnsupportedOperationException();
    }

    /** Waits for the next push message. */
    Object push() throws Exception {
        throw new UnsupportedOperationException();
    }

    static int port() {
        return Integer.parseInt(System.getenv("LATCHKEY_PORT"));
    }

    /** Whether the setting that stops resending is to be used. */
    static boolean once() {
        return System.getenv("LATCHKEY_ONCE") != null;
    }

    final void run() throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            System.out.println(step(Arrays.asList(line.split("\t", -1))));
        }
        System.out.flush();
        Runtime.getRuntime().halt(0); // why: some clients keep threads that are not daemons
    }

    private String step(List<String> step) {
        List<String> rest = step.subList(1, step.size());
        try {
            switch (step.get(0)) {
                case "call":
                    return "value\t" + show(call(rest));
                case "pipeline":
                    return "value\t"
                            + show(pipeline(rest.stream()
                                    .map(command -> Arrays.asList(command.split("\\|", -1)))
                                    .collect(Collectors.toList())));
                case "follow":
                    follow(rest.get(0));
                    return "value\tfollows";
                case "push":
                    return "value\t" + show(push());
                default:
                    return "unsupported";
            }
        } catch (UnsupportedOperationException e) {
            return "unsupported";
        } catch (Throwable e) {
            String refusal = refusal(e);
            return (refusal == null ? "error" : "refused") + "\t" + e.getClass().getSimpleName() + "\t"
                    + (refusal == null ? String.valueOf(e.getMessage()) : refusal).replaceAll("[\n\t]+", " ");
        }
    }

    String show(Object reply) {
        if (reply == null) {
            return "nil";
        } else if (reply instanceof Number) {
            return ":" + reply;
        } else if (reply instanceof byte[]) {
            return new String((byte[]) reply, StandardCharsets.UTF_8);
        } else if (reply instanceof Throwable) {
            String refusal = refusal((Throwable) reply);
            return "!" + (refusal == null ? reply : refusal);
        } else if (reply instanceof List) {
            return ((List<?>) reply).stream().map(this::show).collect(Collectors.joining(" ", "[", "]"));
        } else if (reply instanceof Map) {
            return ((Map<?, ?>) reply).entrySet().stream()
                    .map(entry -> show(entry.getKey()) + " " + show(entry.getValue()))
                    .collect(Collectors.joining(" ", "[", "]"));
        }
        return String.valueOf(reply);
    }
}
