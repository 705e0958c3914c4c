package dev.latchkey.check.report;

import dev.latchkey.check.Verdict;
import dev.latchkey.check.format.History;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The headline of a report.
 *
 * @param verdict the verdict as one word
 * @param text the rest of the line
 */
record Headline(String verdict, String text) {

    static Headline of(History<?, ?, ?> history, Verdict verdict) {
        String counts = String.format(
                Locale.ROOT,
                "%,d %s, %,d %s",
                history.size(),
                history.size() == 1 ? "operation" : "operations",
                history.parts().size(),
                history.parts().size() == 1 ? "key" : "keys");
        String seed = history.header().seed() == null
                ? ""
                : "seed " + history.header().seed();
        String commit = history.header().commit() == null
                ? ""
                : "commit " + history.header().commit();
        return new Headline(
                verdict.word().name(),
                Stream.of(counts, seed, commit).filter(part -> !part.isEmpty()).collect(Collectors.joining(", ")));
    }

    String title() {
        return verdict + ": " + text;
    }
}
