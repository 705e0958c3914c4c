package dev.latchkey.server.verbs;

import dev.latchkey.wire.RespValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Replies as redis-cli shows them on a terminal, one line an item. */
final class RedisCli {

    private RedisCli() {}

    static List<String> shown(RespValue value) {
        if (value instanceof RespValue.Array array) {
            return numbered(array.items(), ") ");
        } else if (value instanceof RespValue.Members members) {
            return numbered(members.items(), "~ ");
        } else if (value instanceof RespValue.Pairs pairs) {
            return pairs(pairs.flat());
        } else if (value instanceof RespValue.Int integer) {
            return List.of("(integer) " + integer.number());
        } else if (value instanceof RespValue.ErrorLine error) {
            return List.of("(error) " + error.message());
        } else if (value instanceof RespValue.Simple simple) {
            return List.of(simple.text());
        } else if (value instanceof RespValue.Bulk bulk) {
            return List.of("\"" + bulk.utf8() + "\"");
        }
        return List.of("(nil)");
    }

    private static List<String> numbered(List<RespValue> items, String mark) {
        if (items.isEmpty()) {
            return List.of("(empty array)");
        }
        List<String> lines = new ArrayList<>();
        int width = Integer.toString(items.size()).length();
        for (int i = 0; i < items.size(); i++) {
            String prefix = String.format(Locale.ROOT, "%" + width + "d", i + 1) + mark;
            for (String line : shown(items.get(i))) {
                lines.add(prefix + line);
                prefix = " ".repeat(prefix.length());
            }
        }
        return lines;
    }

    private static List<String> pairs(List<RespValue> flat) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < flat.size(); i += 2) {
            lines.add((i / 2 + 1) + "# " + String.join(" ", shown(flat.get(i))) + " => "
                    + String.join(" ", shown(flat.get(i + 1))));
        }
        return lines;
    }
}
