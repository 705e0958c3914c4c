package dev.latchkey.check.format;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A form of EDN, as far as histories use it. Sets are read as lists, a character as a string, an unknown tag is left out. */
sealed interface Edn {

    /** {@code nil}. */
    record Nil() implements Edn {
        @Override
        public String toString() {
            return "nil";
        }
    }

    /** A number, as it is written. */
    record Num(String digits) implements Edn {
        @Override
        public String toString() {
            return digits;
        }
    }

    /** A string, or what a tag of ours made of one: a {@link Payload}. */
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

    /** Any other word, such as {@code true}. */
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

        /** What is under a keyword; null if nothing is. */
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
