package dev.latchkey.check.format;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An EDN form, as far as histories use EDN. A set is read as a list and a character as a string; an unknown tag is ignored. */
sealed interface Edn {

    /** {@code nil}. */
    record Nil() implements Edn {
        @Override
        public String toString() {
            return "nil";
        }
    }

    /** A number, in its original spelling. */
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
            return '"' + Payload.shown(payload) + '"';
        }
    }

    /** A keyword without its colon. */
    record Keyword(String name) implements Edn {
        @Override
        public String toString() {
            return ":" + name;
        }
    }

    /** Any other token, such as {@code true}. */
    record Symbol(String name) implements Edn {
        @Override
        public String toString() {
            return name;
        }
    }

    /** A list, a vector or a set. */
    record Items(List<Edn> items) implements Edn {
        @Override
        public String toString() {
            return items.toString();
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
            return pairs.toString();
        }
    }

    Edn NIL = new Nil();
}
