package dev.latchkey.app.completion;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * An option as completion scripts see it.
 *
 * @param names all names, those that negate it included
 * @param description one sentence
 * @param takesValue whether the option is followed by a value
 * @param value the candidates for the value
 */
record OptionModel(List<String> names, String description, boolean takesValue, Candidates value) {

    /** All options of a command that its help shows. */
    static List<OptionModel> allOf(CommandSpec spec) {
        return spec.options().stream()
                .filter(option -> !option.hidden())
                .map(option -> of(option, spec))
                .toList();
    }

    private static OptionModel of(OptionSpec option, CommandSpec spec) {
        List<String> names = new ArrayList<>(List.of(option.names()));
        spec.negatedOptionsMap().forEach((name, negated) -> {
            if (negated.equals(option)) {
                names.add(name);
            }
        });
        return new OptionModel(
                names, sentence(option.description()), option.arity().min() > 0, Candidates.of(option));
    }

    /** The first sentence of a text of picocli, without its final period. */
    static String sentence(String[] text) {
        String all = String.join(" ", text).strip().replace("%%", "%").replace("%n", " ");
        int end = all.indexOf(". ");
        String first = end < 0 ? all : all.substring(0, end);
        return first.endsWith(".") ? first.substring(0, first.length() - 1) : first;
    }
}
