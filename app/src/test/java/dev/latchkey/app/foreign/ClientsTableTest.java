package dev.latchkey.app.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables of docs/clients.md show what clients/run has observed, and nothing else. No client is run. */
final class ClientsTableTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern CONTRACT = Pattern.compile("\"contract\": \\{([^}]*)}");
    private static final Pattern ENTRY = Pattern.compile("\"([^\"]+)\": \"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern TABLE =
            Pattern.compile("<!-- made by clients/table: (.*?) -->\n(.*?)<!-- end of the table -->", Pattern.DOTALL);
    private static final int CLIENTS_MIN = 15;

    /** One result: the fields whose values are strings, wherever they are, and the verdict on each rule of the contract. */
    private record Result(Map<String, String> fields, Map<String, String> contract) {

        static Result read(Path file) {
            try {
                String line = Files.readString(file);
                Matcher contract = CONTRACT.matcher(line);
                return new Result(entries(line), contract.find() ? entries(contract.group(1)) : Map.of());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static Map<String, String> entries(String text) {
            Map<String, String> entries = new TreeMap<>();
            for (MatchResult entry : ENTRY.matcher(text).results().toList()) {
                entries.put(entry.group(1), entry.group(2).replace("\\\"", "\""));
            }
            return entries;
        }

        String name() {
            return fields.get("title") + " " + fields.get("version");
        }

        boolean retries() {
            return "resent, and refused".equals(contract.get("lost"));
        }
    }

    private static List<Result> results() throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve("clients/results"))) {
            return files.map(Result::read)
                    .filter(result -> !result.contract().isEmpty())
                    .toList();
        }
    }

    /** The cells of each row by those of the first column. */
    private static Map<String, List<String>> table(String name) throws IOException {
        Map<String, List<String>> rows = new TreeMap<>();
        for (MatchResult table : TABLE.matcher(Files.readString(ROOT.resolve("docs/clients.md")))
                .results()
                .toList()) {
            if (table.group(1).equals(name)) {
                table.group(2).lines().skip(2).forEach(line -> {
                    List<String> cells = Arrays.stream(
                                    line.substring(2, line.length() - 2).split(" \\| ", -1))
                            .map(String::strip)
                            .toList();
                    rows.put(cells.get(0), cells);
                });
            }
        }
        return rows;
    }

    @Test
    void everyClientThatWasRunIsInTheTableWithWhatItDid() throws IOException {
        Map<String, List<String>> table = table("all clients");
        List<Result> results = results();
        assertThat(results).hasSizeGreaterThanOrEqualTo(CLIENTS_MIN);
        assertThat(table.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        results.stream().map(Result::name).toList());
        for (Result result : results) {
            List<String> row = Objects.requireNonNull(table.get(result.name()));
            assertThat(row.get(2)).as(result.name()).isEqualTo(lost(result));
            assertThat(row.get(4).equals("yes"))
                    .as(result.name())
                    .isEqualTo("kept".equals(result.contract().get("pipelines")));
            assertThat(row.get(5).equals("exact"))
                    .as(result.name())
                    .isEqualTo("kept".equals(result.contract().get("integers")));
            assertThat(row.get(6).equals("yes"))
                    .as(result.name())
                    .isEqualTo("kept".equals(result.contract().get("push")));
        }
    }

    private static String lost(Result result) {
        String seen = String.valueOf(result.contract().get("lost"));
        return seen.equals("kept") ? "fails" : result.retries() ? "**retries**" : "**" + seen + "**";
    }

    @Test
    void everyClientThatRetriesIsOnTheFirstScreenWithTheSettingThatWasTried() throws IOException {
        Map<String, List<String>> table = table("clients that retry");
        List<Result> retrying = results().stream().filter(Result::retries).toList();
        assertThat(table.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        retrying.stream().map(Result::name).toList());
        for (Result result : retrying) {
            assertThat(result.contract().get("once")).as(result.name()).startsWith("kept");
            assertThat(Objects.requireNonNull(table.get(result.name())).get(2))
                    .as(result.name())
                    .startsWith("`" + result.fields().get("setting") + "`");
        }
    }

    @Test
    void recipesOfThePageWereRunAndDidWhatTheyShould() throws IOException {
        List<String> recipes = results().stream()
                .map(result -> result.contract().get("recipes"))
                .filter(Objects::nonNull)
                .toList();
        assertThat(recipes).hasSizeGreaterThanOrEqualTo(3).containsOnly("kept");
    }
}
