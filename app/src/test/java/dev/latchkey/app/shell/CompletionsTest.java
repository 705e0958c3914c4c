package dev.latchkey.app.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.wire.commands.CommandDocs;
import dev.latchkey.wire.verbs.Verb;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Completion follows the documentation that the server sends. */
final class CompletionsTest {

    private static final List<String> KEYS = List.of("config/color", "config/mode", "two words", "quote\"d", "z");

    private final List<String> lookups = new ArrayList<>();
    private final Completions completions =
            new Completions(DocumentedCommand.of(CommandDocs.docs(List.of())), this::keys);

    private List<String> keys(String prefix) {
        lookups.add(prefix);
        return KEYS.stream().filter(key -> key.startsWith(prefix)).toList();
    }

    private List<String> candidates(String line) {
        String[] words = line.split(" ", -1);
        List<String> before = Arrays.asList(words).subList(0, words.length - 1);
        return completions.of(before, words[words.length - 1]).stream()
                .map(Completions.Candidate::text)
                .toList();
    }

    @Test
    void everyCommandIsCompletedWithItsSummary() {
        assertThat(candidates(""))
                .containsExactlyElementsOf(
                        Arrays.stream(Verb.values()).map(Verb::name).toList());
        assertThat(completions.of(List.of(), "GETV"))
                .containsExactly(new Completions.Candidate("GETV", Verb.GETV.summary()));
        assertThat(completions.command("put").orElseThrow().usage()).isEqualTo(Verb.PUT.usage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "ge | get getv",
                "GE | GET GETV",
                "help unf | unfollow",
                "GET conf | config/color config/mode",
                "GET config/c | config/color",
                "PUT z | z",
                "WATCH z conf | config/color config/mode",
                "LIST conf | config/color config/mode",
                "FOLLOW conf | config/color config/mode",
                "CHANGES conf | config/color config/mode",
                "HISTORY z l | limit",
                "LIST config/ AFTER config/m | config/mode",
                "LIST config/ A | AFTER",
                "PUT z v 1 GUARD config/m | config/mode",
                "PUT z conf | none",
                "GET \"conf | none",
                "GET tw | none",
                "NOSUCH conf | none",
                "LIST config/ LIMIT c | none",
            })
    void wordIsCompletedByItsPosition(String line, String expected) {
        assertThat(candidates(line)).isEqualTo(expected == null ? List.of() : List.of(expected.split(" ")));
    }

    @Test
    void keysAreLookedUpOnlyWhereAKeyBelongs() {
        candidates("GET conf");
        candidates("PUT z val");
        candidates("ECHO conf");
        candidates("con");
        assertThat(lookups).containsExactly("conf");
    }
}
