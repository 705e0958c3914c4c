package dev.latchkey.check.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The fields of a JSON object in a report of etcd's robustness tests. A missing field is null, which Go omits. */
record EtcdFields(int line, Edn.Pairs object) {

    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,18}");

    Edn field(String name) {
        Edn value = object.pairs().get(new Edn.Text(name));
        return value == null ? Edn.NIL : value;
    }

    boolean has(String name) {
        return !(field(name) instanceof Edn.Nil);
    }

    /** Returns a text; empty if it is missing. */
    String text(String name) throws BadHistoryException {
        Edn value = field(name);
        if (value instanceof Edn.Text text) {
            return Payload.text(text.payload());
        }
        if (value instanceof Edn.Nil) {
            return "";
        }
        throw wrong(name, "text");
    }

    /** Returns a whole number; 0 if it is missing. */
    long number(String name) throws BadHistoryException {
        Edn value = field(name);
        if (value instanceof Edn.Num number && NUMBER.matcher(number.digits()).matches()) {
            return Long.parseLong(number.digits());
        }
        if (value instanceof Edn.Nil) {
            return 0;
        }
        throw wrong(name, "a whole number");
    }

    int client() throws BadHistoryException {
        long client = number("ClientId");
        if (client < 0 || client > Integer.MAX_VALUE) {
            throw wrong("ClientId", "a number from 0 to " + Integer.MAX_VALUE);
        }
        return (int) client;
    }

    boolean isTrue(String name) {
        return field(name).toString().equals("true");
    }

    /** Returns an object; an empty one if it is missing. */
    EtcdFields fields(String name) throws BadHistoryException {
        Edn value = field(name);
        if (value instanceof Edn.Pairs pairs) {
            return new EtcdFields(line, pairs);
        }
        if (value instanceof Edn.Nil) {
            return new EtcdFields(line, new Edn.Pairs(Map.of()));
        }
        throw wrong(name, "an object");
    }

    /** Returns an array of objects; an empty one if it is missing. */
    List<EtcdFields> list(String name) throws BadHistoryException {
        List<EtcdFields> all = new ArrayList<>();
        if (field(name) instanceof Edn.Items items) {
            for (Edn item : items.items()) {
                if (!(item instanceof Edn.Pairs pairs)) {
                    throw wrong(name, "an array of objects");
                }
                all.add(new EtcdFields(line, pairs));
            }
        } else if (has(name)) {
            throw wrong(name, "an array of objects");
        }
        return all;
    }

    /** Returns a value as a payload: a text, or the hash that etcd's tests write instead of a long one. */
    String value(String name) throws BadHistoryException {
        EtcdFields value = fields(name);
        long hash = value.number("Hash");
        return hash == 0 ? Payload.ofString(value.text("Value")) : "#fnv32 " + hash;
    }

    private BadHistoryException wrong(String name, String wanted) {
        return new BadHistoryException(line, "field \"" + name + "\" must be " + wanted);
    }
}
