package dev.latchkey.app.shell;

import dev.latchkey.wire.RespValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A command as the server documents it in COMMAND DOCS.
 *
 * @param name in upper case
 */
record DocumentedCommand(String name, String summary, List<Argument> arguments) {

    /** One argument. */
    record Argument(String name, String type, @Nullable String token, boolean isOptional, boolean isMultiple) {

        boolean isKey() {
            return type.equals("key") || name.equals("key") || name.startsWith("key ") || isPrefix();
        }

        boolean isPrefix() {
            return name.equals("prefix");
        }

        String usage() {
            String word = token == null ? name : type.equals("pure-token") ? token : token + " " + name;
            String repeated = isMultiple ? word + "..." : word;
            return isOptional ? "[" + repeated + "]" : repeated;
        }
    }

    /** Reads a reply to COMMAND DOCS. What is not understood is left out. */
    static List<DocumentedCommand> of(RespValue reply) {
        List<DocumentedCommand> all = new ArrayList<>();
        List<RespValue> flat = items(reply);
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            List<Argument> arguments = items(field(flat.get(i + 1), "arguments")).stream()
                    .map(DocumentedCommand::argument)
                    .toList();
            all.add(new DocumentedCommand(
                    text(flat.get(i)).toUpperCase(Locale.ROOT), text(field(flat.get(i + 1), "summary")), arguments));
        }
        return all;
    }

    private static Argument argument(RespValue value) {
        String token = text(field(value, "token"));
        List<String> flags = items(field(value, "flags")).stream()
                .map(DocumentedCommand::text)
                .toList();
        return new Argument(
                text(field(value, "name")),
                text(field(value, "type")),
                token.isEmpty() ? null : token,
                flags.contains("optional"),
                flags.contains("multiple"));
    }

    /** The value of a field; null if there is none. */
    private static RespValue field(RespValue pairs, String name) {
        List<RespValue> flat = items(pairs);
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            if (text(flat.get(i)).equals(name)) {
                return flat.get(i + 1);
            }
        }
        return RespValue.NULL;
    }

    private static List<RespValue> items(RespValue value) {
        if (value instanceof RespValue.Pairs pairs) {
            return pairs.flat();
        } else if (value instanceof RespValue.Array array) {
            return array.items();
        }
        return value instanceof RespValue.Members members ? members.items() : List.of();
    }

    private static String text(RespValue value) {
        if (value instanceof RespValue.Bulk bulk) {
            return bulk.utf8();
        }
        return value instanceof RespValue.Simple simple ? simple.text() : "";
    }

    /** As in a usage line: {@code GET key}. */
    String usage() {
        StringBuilder usage = new StringBuilder(name);
        arguments.forEach(argument -> usage.append(' ').append(argument.usage()));
        return usage.toString();
    }

    /** The argument at a position after the name, if what is before it is not introduced by a keyword; null if there is none. */
    @Nullable
    Argument positional(int position) {
        List<Argument> plain = arguments.stream()
                .takeWhile(argument -> argument.token() == null)
                .toList();
        if (position < plain.size()) {
            return plain.get(position);
        }
        return !plain.isEmpty() && plain.get(plain.size() - 1).isMultiple() ? plain.get(plain.size() - 1) : null;
    }

    /** The argument that a keyword introduces; null if there is none. */
    @Nullable
    Argument after(String keyword) {
        return arguments.stream()
                .filter(argument -> keyword.equalsIgnoreCase(argument.token())
                        && !argument.type().equals("pure-token"))
                .findFirst()
                .orElse(null);
    }

    /** The keywords of its arguments. */
    List<String> keywords() {
        return arguments.stream().map(Argument::token).filter(Objects::nonNull).toList();
    }
}
