package dev.latchkey.wire.verbs;

import org.jspecify.annotations.Nullable;

/**
 * One argument of a command, as COMMAND DOCS describes it.
 *
 * @param type the type that Redis gives such an argument, such as {@code key} or {@code integer}
 * @param token the keyword in front of it; null if there is none
 */
public record Argument(String name, String type, @Nullable String token, boolean optional, boolean multiple) {

    static Argument of(String name, String type) {
        return new Argument(name, type, null, false, false);
    }

    static Argument key() {
        return of("key", "key");
    }

    static Argument version() {
        return of("version", "integer");
    }

    Argument after(String keyword) {
        return new Argument(name, type, keyword, optional, multiple);
    }

    Argument maybe() {
        return new Argument(name, type, token, true, multiple);
    }

    Argument repeated() {
        return new Argument(name, type, token, optional, true);
    }

    /** As in a usage line: {@code [LIMIT n]}. */
    String usage() {
        String word = token == null ? name : type.equals("pure-token") ? token : token + " " + name;
        String repeatedWord = multiple ? word + "..." : word;
        return optional ? "[" + repeatedWord + "]" : repeatedWord;
    }
}
