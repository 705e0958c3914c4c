package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.app.foreign.Program;
import dev.latchkey.app.foreign.ServedNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Runs the curl commands of a document against a server. Ids of stores and sessions differ each time: those of the document stand for those
 * of the server, also in the commands that follow.
 */
final class CurlTranscript {

    private static final String PROMPT = "$ ";

    /** The id of a store or a session, or the digits of the store id in an entity tag. */
    private static final Pattern ID = Pattern.compile("\\b[0-9a-f]{32}\\b|(?<=-)[0-9a-f]{8}(?=\")");

    private static final Pattern DATE = Pattern.compile("Date: .*");

    private final int port;
    private final Map<String, String> actualIds = new LinkedHashMap<>();

    private CurlTranscript(int port) {
        this.port = port;
    }

    static void assertIsWhatCurlSays(List<String> blocks) {
        assumeTrue(Program.isOnPath("curl"), "skipped: curl is not on the PATH (Debian: curl)");
        assertThat(blocks).isNotEmpty();
        try (ServedNode node = ServedNode.open()) {
            CurlTranscript transcript = new CurlTranscript(node.openHttp());
            for (String block : blocks) {
                transcript.check(block.lines().toList());
            }
        }
    }

    private void check(List<String> lines) {
        int at = 0;
        while (at < lines.size()) {
            assertThat(lines.get(at)).startsWith(PROMPT + "curl ");
            int next = at + 1;
            while (next < lines.size() && !lines.get(next).startsWith(PROMPT)) {
                next++;
            }
            checkCommand(lines.get(at).substring(PROMPT.length()), lines.subList(at + 1, next));
            at = next;
        }
    }

    private void checkCommand(String command, List<String> shown) {
        String local = withActualIds(command).replace("localhost:5626", "localhost:" + port);
        List<String> said =
                Program.run("sh", "-c", local.replaceFirst("curl", "curl -sS")).lines();
        learnIds(shown, said);
        assertThat(said.stream().map(CurlTranscript::withoutDate).toList())
                .as(command)
                .isEqualTo(shown.stream()
                        .map(this::withActualIds)
                        .map(CurlTranscript::withoutDate)
                        .toList());
    }

    private void learnIds(List<String> shown, List<String> said) {
        List<String> expected = ids(shown);
        List<String> actual = ids(said);
        assertThat(actual).as("ids in %s", said).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            actualIds.putIfAbsent(expected.get(i), actual.get(i));
        }
    }

    private static List<String> ids(List<String> lines) {
        return new ArrayList<>(lines.stream()
                .flatMap(line -> ID.matcher(line).results())
                .map(MatchResult::group)
                .toList());
    }

    private String withActualIds(String line) {
        return ID.matcher(line).replaceAll(id -> actualIds.getOrDefault(id.group(), id.group()));
    }

    private static String withoutDate(String line) {
        return DATE.matcher(line).replaceAll("Date");
    }
}
