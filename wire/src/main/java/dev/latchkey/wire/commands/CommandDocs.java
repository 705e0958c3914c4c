package dev.latchkey.wire.commands;

import dev.latchkey.wire.RespValue;
import dev.latchkey.wire.verbs.Argument;
import dev.latchkey.wire.verbs.Verb;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The replies to COMMAND DOCS and COMMAND LIST, in the shapes of Redis, made from the command table. The part of each command is made
 * once and shared by all replies.
 */
public final class CommandDocs {

    private static final Map<Verb, RespValue> ROWS = new EnumMap<>(Verb.class);

    static {
        for (Verb verb : Verb.values()) {
            ROWS.put(verb, row(verb));
        }
    }

    private static final String SINCE = "0.1.0";

    private CommandDocs() {}

    /** The reply to COMMAND DOCS with or without names; names of unknown commands are left out, as in Redis. */
    public static RespValue docs(List<byte[]> names) {
        List<RespValue> flat = new ArrayList<>();
        for (Verb verb : Verb.values()) {
            if (names.isEmpty() || names.stream().anyMatch(name -> Verb.find(name) == verb)) {
                flat.add(RespValue.Bulk.of(verb.lowerCase()));
                flat.add(Objects.requireNonNull(ROWS.get(verb)));
            }
        }
        return new RespValue.Pairs(flat);
    }

    /** The reply to COMMAND LIST. */
    public static RespValue list() {
        return new RespValue.Array(Arrays.stream(Verb.values())
                .<RespValue>map(verb -> RespValue.Bulk.of(verb.lowerCase()))
                .toList());
    }

    private static RespValue row(Verb verb) {
        List<RespValue> flat = new ArrayList<>();
        text(flat, "summary", verb.summary());
        text(flat, "since", SINCE);
        text(flat, "group", verb.family().group());
        text(flat, "complexity", verb.complexity());
        if (!verb.arguments().isEmpty()) {
            flat.add(RespValue.Bulk.of("arguments"));
            flat.add(new RespValue.Array(
                    verb.arguments().stream().map(CommandDocs::docs).toList()));
        }
        return new RespValue.Pairs(flat);
    }

    private static RespValue docs(Argument argument) {
        List<RespValue> flat = new ArrayList<>();
        text(flat, "name", argument.name());
        text(flat, "type", argument.type());
        text(flat, "display_text", argument.name());
        if (argument.type().equals("key")) {
            flat.add(RespValue.Bulk.of("key_spec_index"));
            flat.add(new RespValue.Int(0));
        }
        if (argument.token() != null) {
            text(flat, "token", argument.token());
        }
        List<RespValue> flags = flags(argument);
        if (!flags.isEmpty()) {
            flat.add(RespValue.Bulk.of("flags"));
            flat.add(new RespValue.Members(flags));
        }
        return new RespValue.Pairs(flat);
    }

    private static List<RespValue> flags(Argument argument) {
        return Stream.of(argument.optional() ? "optional" : null, argument.multiple() ? "multiple" : null)
                .filter(Objects::nonNull)
                .<RespValue>map(RespValue.Simple::new)
                .toList();
    }

    private static void text(List<RespValue> flat, String name, String text) {
        flat.add(RespValue.Bulk.of(name));
        flat.add(RespValue.Bulk.of(text));
    }
}
