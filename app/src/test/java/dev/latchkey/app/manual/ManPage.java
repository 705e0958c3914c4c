package dev.latchkey.app.manual;

import dev.latchkey.server.stats.ServerVersion;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The manual page of a command, made from the same model as its help. */
final class ManPage {

    private static final Map<String, String> SECTIONS =
            Map.of("Exit codes", "EXIT STATUS", "Examples", "EXAMPLES", "Environment variables", "ENVIRONMENT");

    private final String path;
    private final CommandLine command;
    private final Collection<String> all;
    private final Roff roff = new Roff();

    /** @param all the paths of all commands */
    private ManPage(String path, CommandLine command, Collection<String> all) {
        this.path = path;
        this.command = command;
        this.all = all;
    }

    static String of(String path, CommandLine command, Collection<String> all) {
        return new ManPage(path, command, all).write();
    }

    /** The name of the page: latchkey-user-add. */
    static String name(String path) {
        return path.isEmpty() ? "latchkey" : "latchkey-" + path.replace(' ', '-');
    }

    private String write() {
        CommandSpec spec = command.getCommandSpec();
        List<String> description = lines(spec.usageMessage().description());
        roff.request("\\\" Generated from the command line by ManPagesTest: see CONTRIBUTING.md.");
        roff.request("TH " + name(path).toUpperCase(Locale.ROOT) + " 1 \"\" \"Latchkey " + ServerVersion.VERSION
                + "\" \"Latchkey Manual\"");
        roff.section("NAME");
        roff.line(name(path) + " - " + summary(description));
        roff.section("SYNOPSIS");
        roff.request("nf");
        synopsis().forEach(roff::line);
        roff.request("fi");
        roff.section("DESCRIPTION");
        prose(description);
        parameters(spec.positionalParameters());
        options(spec);
        commands();
        notes(lines(spec.usageMessage().footer()));
        seeAlso();
        return roff.toString();
    }

    /** The first sentence, as part of a line. */
    private static String summary(List<String> description) {
        String all = String.join(" ", description).strip();
        int end = all.indexOf(". ");
        return end < 0 ? all.replaceFirst("\\.$", "") : all.substring(0, end);
    }

    private List<String> synopsis() {
        Help help = new Help(command.getCommandSpec(), Help.defaultColorScheme(Help.Ansi.OFF));
        return help.synopsis("Usage: ".length())
                .lines()
                .map(line -> line.startsWith("       ") ? line.substring("       ".length()) : line)
                .filter(line -> !line.isBlank())
                .toList();
    }

    private static List<String> lines(String... text) {
        return Arrays.stream(text)
                .map(ManPage::plain)
                .flatMap(line -> line.isEmpty() ? Stream.of("") : line.lines())
                .toList();
    }

    /** The text that picocli prints. */
    private static String plain(String text) {
        return text.replace("%%", "%").replace("%n", "\n");
    }

    /** Sentences become paragraphs, lines that are indented stay as they are, and some headings become sections. */
    private void prose(List<String> lines) {
        boolean isVerbatim = false;
        for (String line : lines) {
            boolean isIndented = line.startsWith("  ");
            if (isIndented != isVerbatim) {
                if (isIndented) {
                    roff.beginVerbatim();
                } else {
                    roff.endVerbatim();
                }
                isVerbatim = isIndented;
            }
            if (isIndented) {
                roff.line(line);
            } else if (!line.isBlank()) {
                paragraph(line);
            }
        }
        if (isVerbatim) {
            roff.endVerbatim();
        }
    }

    /** What the help prints after the options: text without a heading, and sections. */
    private void notes(List<String> lines) {
        List<String> text = lines.stream().dropWhile(String::isBlank).toList();
        if (!text.isEmpty() && section(text.get(0)).isEmpty()) {
            roff.section("NOTES");
        }
        prose(text);
    }

    /** The section that a line begins; empty if it begins none. */
    private static String section(String line) {
        return SECTIONS.entrySet().stream()
                .filter(entry -> line.startsWith(entry.getKey()) && line.contains(":"))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
    }

    private void paragraph(String line) {
        String section = section(line);
        if (section.isEmpty()) {
            roff.paragraph(line);
            return;
        }
        roff.section(section);
        String rest = line.split(":", 2)[1].strip();
        if (!rest.isEmpty()) {
            roff.line(rest);
        }
    }

    private void parameters(List<PositionalParamSpec> parameters) {
        if (parameters.isEmpty()) {
            return;
        }
        roff.section("ARGUMENTS");
        parameters.forEach(parameter -> roff.term(parameter.paramLabel(), meaning(parameter)));
    }

    private void options(CommandSpec spec) {
        roff.section("OPTIONS");
        for (OptionSpec option : spec.options()) {
            roff.term(term(option, spec), meaning(option));
        }
    }

    private static String term(OptionSpec option, CommandSpec spec) {
        String names = String.join(", ", option.names());
        String negated = spec.negatedOptionsMap().entrySet().stream()
                .filter(entry -> entry.getValue().equals(option))
                .map(entry -> ", " + entry.getKey())
                .collect(Collectors.joining());
        return names + negated + (option.arity().min() > 0 ? " " + option.paramLabel() : "");
    }

    private static String meaning(ArgSpec argument) {
        return String.join(" ", lines(argument.description()));
    }

    private void commands() {
        if (command.getSubcommands().isEmpty()) {
            return;
        }
        roff.section("COMMANDS");
        command.getSubcommands()
                .forEach((name, subcommand) -> roff.term(
                        name,
                        summary(lines(subcommand.getCommandSpec().usageMessage().description())) + "."));
    }

    /** The commands around this one and below it; below {@code latchkey} itself, all. */
    private void seeAlso() {
        roff.section("SEE ALSO");
        String outer = path.contains(" ") ? path.substring(0, path.lastIndexOf(' ')) : "";
        List<String> pages = all.stream()
                .filter(other -> !other.equals(path))
                .filter(other -> other.equals(outer)
                        || path.isEmpty()
                        || other.isEmpty()
                        || other.startsWith(path + " ")
                        || (!outer.isEmpty() && other.startsWith(outer + " ")))
                .map(other -> name(other) + "(1)")
                .toList();
        roff.line(String.join(", ", pages));
    }
}
