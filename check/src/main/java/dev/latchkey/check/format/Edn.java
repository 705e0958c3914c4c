package dev.latchkey.check.format;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An EDN form, or a JSON value in terms of EDN. Two forms are equal exactly if their {@code toString} is: a number is kept in a
 * canonical spelling, and the elements of a set and the entries of a map are formatted in a fixed order.
 */
sealed interface Edn {

    /** {@code nil}. */
    record Nil() implements Edn {
        @Override
        public String toString() {
            return "nil";
        }
    }

    /** A number, in the spelling of {@link EdnNumber}. */
    record Num(String digits) implements Edn {
        @Override
        public String toString() {
            return digits;
        }
    }

    /** A string, or a string with a Latchkey tag, as a {@link Payload}. */
    record Text(String payload) implements Edn {
        @Override
        public String toString() {
            return EdnText.of(payload);
        }
    }

    /** A keyword without its colon. */
    record Keyword(String name) implements Edn {
        @Override
        public String toString() {
            return ":" + name;
        }
    }

    /** Any other token, such as {@code true}, and a character, whose name starts with a backslash. */
    record Symbol(String name) implements Edn {
        @Override
        public String toString() {
            boolean isLiteral =
                    name.equals("true") || name.equals("false") || name.startsWith("\\") || name.startsWith("#");
            return isLiteral ? name : "'" + name;
        }
    }

    /** A list or a vector. */
    record Items(List<Edn> items) implements Edn {
        @Override
        public String toString() {
            return items.stream().map(Edn::toString).collect(Collectors.joining(" ", "[", "]"));
        }
    }

    /** A set. */
    record Elements(List<Edn> elements) implements Edn {
        @Override
        public String toString() {
            return elements.stream().map(Edn::toString).sorted().distinct().collect(Collectors.joining(" ", "#{", "}"));
        }
    }

    /** A map. */
    record Pairs(Map<Edn, Edn> pairs) implements Edn {

        /** Returns the value of a keyword; null if the map does not contain it. */
        @Nullable
        Edn get(String keyword) {
            return pairs.get(new Keyword(keyword));
        }

        @Override
        public String toString() {
            return pairs.entrySet().stream()
                    .map(pair -> pair.getKey() + " " + pair.getValue())
                    .sorted()
                    .collect(Collectors.joining(", ", "{", "}"));
        }
    }

    /** A form with a tag. */
    record Tagged(String tag, Edn form) implements Edn {
        @Override
        public String toString() {
            return "#" + tag + " " + form;
        }
    }

    Edn NIL = new Nil();
}
