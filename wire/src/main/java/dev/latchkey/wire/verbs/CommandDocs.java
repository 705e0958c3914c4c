package dev.latchkey.wire.verbs;

import dev.latchkey.wire.RespValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The command table in the shapes that Redis gives COMMAND, INFO and DOCS, so that tools made for it can read ours. */
public final class CommandDocs {

    private static final String SINCE = "0.1.0";

    private CommandDocs() {}

    /** The reply to COMMAND, and to COMMAND INFO with or without names. */
    public static RespValue info(List<byte[]> names) {
        Stream<RespValue> rows = names.isEmpty()
                ? Arrays.stream(Verb.values()).map(CommandDocs::info)
                : names.stream().map(name -> {
                    Verb verb = Verb.find(name);
                    return verb == null ? RespValue.NULL : info(verb);
                });
        return new RespValue.Array(rows.toList());
    }

    private static RespValue info(Verb verb) {
        int keyAt = keyAt(verb);
        return RespValue.Array.of(
                RespValue.Bulk.of(verb.lowerCase()),
                new RespValue.Int(verb.arity()),
                new RespValue.Members(flags(verb)),
                new RespValue.Int(keyAt),
                new RespValue.Int(keyAt),
                new RespValue.Int(keyAt),
                new RespValue.Members(categories(verb)),
                RespValue.EMPTY,
                keyAt == 0 ? RespValue.EMPTY : RespValue.Array.of(keySpecification(verb)),
                RespValue.EMPTY);
    }

    /** 1 if the first argument is a key, else 0: also the first key, the last and the step. */
    private static int keyAt(Verb verb) {
        return !verb.arguments().isEmpty() && verb.arguments().get(0).type().equals("key") ? 1 : 0;
    }

    private static List<RespValue> flags(Verb verb) {
        Stream<String> flags =
                switch (verb) {
                    case PUT -> Stream.of("write", "denyoom", "fast");
                    case DEL -> Stream.of("write", "fast");
                    case GET, GETV -> Stream.of("readonly", "fast");
                    case LIST -> Stream.of("readonly");
                    case BACKUP -> Stream.of("readonly", "admin", "noscript");
                    case HELLO, AUTH, QUIT, RESET -> Stream.of("noscript", "loading", "stale", "fast", "no_auth");
                    default -> Stream.of("loading", "stale", "fast");
                };
        return flags.<RespValue>map(RespValue.Simple::new).toList();
    }

    private static List<RespValue> categories(Verb verb) {
        Stream<String> categories = verb.isForStore()
                ? Stream.of(verb.isWrite() ? "@write" : "@read", "@string", verb == Verb.LIST ? "@slow" : "@fast")
                : verb == Verb.BACKUP ? Stream.of("@read", "@slow", "@admin") : Stream.of("@fast", "@connection");
        return categories.<RespValue>map(RespValue.Simple::new).toList();
    }

    private static RespValue keySpecification(Verb verb) {
        List<RespValue> flags = (verb.isWrite() ? Stream.of("RW", "UPDATE") : Stream.of("RO", "ACCESS"))
                .<RespValue>map(RespValue.Simple::new)
                .toList();
        return RespValue.Pairs.of(
                RespValue.Bulk.of("flags"),
                new RespValue.Members(flags),
                RespValue.Bulk.of("begin_search"),
                RespValue.Pairs.of(
                        RespValue.Bulk.of("type"),
                        RespValue.Bulk.of("index"),
                        RespValue.Bulk.of("spec"),
                        RespValue.Pairs.of(RespValue.Bulk.of("index"), new RespValue.Int(1))),
                RespValue.Bulk.of("find_keys"),
                RespValue.Pairs.of(
                        RespValue.Bulk.of("type"),
                        RespValue.Bulk.of("range"),
                        RespValue.Bulk.of("spec"),
                        RespValue.Pairs.of(
                                RespValue.Bulk.of("lastkey"),
                                new RespValue.Int(0),
                                RespValue.Bulk.of("keystep"),
                                new RespValue.Int(1),
                                RespValue.Bulk.of("limit"),
                                new RespValue.Int(0))));
    }

    /** The reply to COMMAND DOCS with or without names; names that are no command are left out, as in Redis. */
    public static RespValue docs(List<byte[]> names) {
        List<RespValue> flat = new ArrayList<>();
        for (Verb verb : Verb.values()) {
            if (names.isEmpty() || names.stream().anyMatch(name -> Verb.find(name) == verb)) {
                flat.add(RespValue.Bulk.of(verb.lowerCase()));
                flat.add(docs(verb));
            }
        }
        return new RespValue.Pairs(flat);
    }

    private static RespValue docs(Verb verb) {
        List<RespValue> flat = new ArrayList<>();
        text(flat, "summary", verb.summary());
        text(flat, "since", SINCE);
        text(flat, "group", verb.group().label());
        text(flat, "complexity", complexity(verb));
        if (!verb.arguments().isEmpty()) {
            flat.add(RespValue.Bulk.of("arguments"));
            flat.add(new RespValue.Array(
                    verb.arguments().stream().map(CommandDocs::docs).toList()));
        }
        return new RespValue.Pairs(flat);
    }

    private static String complexity(Verb verb) {
        return switch (verb) {
            case LIST -> "O(log(N)+M) with M entries on the page";
            case BACKUP -> "O(M) with M entries in the piece";
            default -> "O(1)";
        };
    }

    private static RespValue docs(Verb.Argument argument) {
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
        List<RespValue> flags = new ArrayList<>();
        if (argument.optional()) {
            flags.add(new RespValue.Simple("optional"));
        }
        if (argument.multiple()) {
            flags.add(new RespValue.Simple("multiple"));
        }
        if (!flags.isEmpty()) {
            flat.add(RespValue.Bulk.of("flags"));
            flat.add(new RespValue.Members(flags));
        }
        return new RespValue.Pairs(flat);
    }

    /** The reply to COMMAND LIST. */
    public static RespValue list() {
        return new RespValue.Array(Arrays.stream(Verb.values())
                .<RespValue>map(verb -> RespValue.Bulk.of(verb.name().toLowerCase(Locale.ROOT)))
                .toList());
    }

    private static void text(List<RespValue> flat, String name, String text) {
        flat.add(RespValue.Bulk.of(name));
        flat.add(RespValue.Bulk.of(text));
    }
}
