package dev.latchkey.wire.commands;

import dev.latchkey.wire.RespValue;
import dev.latchkey.wire.verbs.Access;
import dev.latchkey.wire.verbs.Effect;
import dev.latchkey.wire.verbs.Keys;
import dev.latchkey.wire.verbs.Verb;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The reply to COMMAND and COMMAND INFO, in the shape of Redis: flags, categories and key positions follow from the row. The part of
 * each command is made once and shared by all replies.
 */
public final class CommandInfo {

    private static final Map<Verb, RespValue> ROWS = new EnumMap<>(Verb.class);

    static {
        for (Verb verb : Verb.values()) {
            ROWS.put(verb, row(verb));
        }
    }

    private CommandInfo() {}

    /** The rows of the commands named, null for names of unknown commands; all rows if {@code names} is empty. */
    public static RespValue rows(List<byte[]> names) {
        Stream<RespValue> rows = names.isEmpty()
                ? ROWS.values().stream()
                : names.stream().map(name -> {
                    Verb verb = Verb.find(name);
                    return verb == null ? RespValue.NULL : Objects.requireNonNull(ROWS.get(verb));
                });
        return new RespValue.Array(rows.toList());
    }

    private static RespValue row(Verb verb) {
        Keys keys = verb.keys();
        return RespValue.Array.of(
                RespValue.Bulk.of(verb.lowerCase()),
                new RespValue.Int(verb.arity()),
                members(flags(verb)),
                new RespValue.Int(keys.first()),
                new RespValue.Int(keys.last()),
                new RespValue.Int(keys.step()),
                members(categories(verb)),
                RespValue.EMPTY,
                keys.equals(Keys.NONE) ? RespValue.EMPTY : RespValue.Array.of(keySpecification(verb)),
                RespValue.EMPTY);
    }

    /** In the order of Redis. Scripts do not exist; noscript marks the commands that Redis would not run in one. */
    private static List<String> flags(Verb verb) {
        List<String> flags = new ArrayList<>();
        add(flags, verb.effect().isWrite(), "write");
        add(flags, verb.effect() == Effect.READS, "readonly");
        add(flags, verb.effect() == Effect.WRITES, "denyoom");
        add(flags, verb.access() == Access.ADMIN, "admin");
        add(flags, verb.access() == Access.ADMIN || verb.access() == Access.BEFORE_LOGIN, "noscript");
        add(flags, verb.effect() == Effect.NONE, "loading");
        add(flags, verb.effect() == Effect.NONE, "stale");
        add(flags, verb.takesConstantTime(), "fast");
        add(flags, verb.access() == Access.BEFORE_LOGIN, "no_auth");
        return flags;
    }

    private static List<String> categories(Verb verb) {
        List<String> categories = new ArrayList<>();
        add(categories, verb.effect().isWrite(), "@write");
        add(categories, verb.effect() == Effect.READS, "@read");
        add(categories, verb.isForStore(), "@string");
        categories.add(verb.takesConstantTime() ? "@fast" : "@slow");
        add(categories, verb.access() == Access.ADMIN, "@admin");
        add(categories, verb.effect() == Effect.NONE, "@connection");
        return categories;
    }

    private static void add(List<String> words, boolean applies, String word) {
        if (applies) {
            words.add(word);
        }
    }

    private static RespValue keySpecification(Verb verb) {
        Keys keys = verb.keys();
        return RespValue.Pairs.of(
                RespValue.Bulk.of("flags"),
                members(verb.effect().isWrite() ? List.of("RW", "UPDATE") : List.of("RO", "ACCESS")),
                RespValue.Bulk.of("begin_search"),
                search("index", RespValue.Bulk.of("index"), new RespValue.Int(keys.first())),
                RespValue.Bulk.of("find_keys"),
                search(
                        "range",
                        RespValue.Bulk.of("lastkey"),
                        new RespValue.Int(keys.last() < 0 ? keys.last() : keys.last() - keys.first()),
                        RespValue.Bulk.of("keystep"),
                        new RespValue.Int(keys.step()),
                        RespValue.Bulk.of("limit"),
                        new RespValue.Int(0)));
    }

    private static RespValue search(String type, RespValue... specification) {
        return RespValue.Pairs.of(
                RespValue.Bulk.of("type"),
                RespValue.Bulk.of(type),
                RespValue.Bulk.of("spec"),
                RespValue.Pairs.of(specification));
    }

    private static RespValue members(List<String> words) {
        return new RespValue.Members(
                words.stream().<RespValue>map(RespValue.Simple::new).toList());
    }
}
