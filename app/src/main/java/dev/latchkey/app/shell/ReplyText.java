package dev.latchkey.app.shell;

import dev.latchkey.app.console.Screen;
import dev.latchkey.wire.RespValue;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Replies as redis-cli prints them on a terminal, except that it prints only ASCII. Nothing in a reply can control the terminal. */
final class ReplyText {

    private static final Pattern NOT_PRINTABLE = Pattern.compile(Screen.NOT_PRINTABLE);

    private static final byte DELETE = 0x7f;

    private ReplyText() {}

    /** The lines of a reply. */
    static List<String> lines(RespValue value) {
        if (value instanceof RespValue.Array array) {
            return numbered(array.items(), ") ", "(empty array)");
        } else if (value instanceof RespValue.Push push) {
            return numbered(push.items(), ") ", "(empty array)");
        } else if (value instanceof RespValue.Members members) {
            return numbered(members.items(), "~ ", "(empty set)");
        } else if (value instanceof RespValue.Pairs pairs) {
            return pairs(pairs.flat());
        }
        return List.of(line(value));
    }

    private static String line(RespValue value) {
        if (value instanceof RespValue.Int integer) {
            return "(integer) " + integer.number();
        } else if (value instanceof RespValue.ErrorLine error) {
            return "(error) " + printable(error.message());
        } else if (value instanceof RespValue.Simple simple) {
            return printable(simple.text());
        } else if (value instanceof RespValue.Bulk bulk) {
            return quoted(bulk.bytes());
        } else if (value instanceof RespValue.Other other) {
            return "(" + (other.type() == ',' ? "double" : String.valueOf(other.type())) + ") "
                    + printable(other.text());
        }
        return "(nil)";
    }

    /** The lines of a text that is shown as it is, such as the reply to INFO. */
    static List<String> text(RespValue.Bulk text) {
        return text.utf8().lines().map(ReplyText::printable).toList();
    }

    private static String printable(String text) {
        return NOT_PRINTABLE.matcher(text).replaceAll(" ");
    }

    private static List<String> numbered(List<RespValue> items, String mark, String empty) {
        if (items.isEmpty()) {
            return List.of(empty);
        }
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            append(lines(items.get(i)), number(i, items.size(), mark), lines);
        }
        return lines;
    }

    private static List<String> pairs(List<RespValue> flat) {
        if (flat.isEmpty()) {
            return List.of("(empty hash)");
        }
        List<String> lines = new ArrayList<>();
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            List<String> entry = new ArrayList<>(lines(flat.get(i)));
            int last = entry.size() - 1;
            List<String> value = lines(flat.get(i + 1));
            entry.set(last, entry.get(last) + " => " + value.get(0));
            entry.addAll(value.subList(1, value.size()));
            append(entry, number(i / 2, flat.size() / 2, "# "), lines);
        }
        return lines;
    }

    private static String number(int index, int size, String mark) {
        int width = Integer.toString(size).length();
        return String.format(Locale.ROOT, "%" + width + "d", index + 1) + mark;
    }

    private static void append(List<String> item, String number, List<String> lines) {
        String prefix = number;
        for (String line : item) {
            lines.add(prefix + line);
            prefix = " ".repeat(number.length());
        }
    }

    /** Bytes in quotes, so that they can be typed again. Text stays text; other bytes and control characters are written in hex. */
    static String quoted(byte[] bytes) {
        StringBuilder quoted = new StringBuilder("\"");
        String text = decoded(bytes);
        if (text == null) {
            for (byte octet : bytes) {
                append(octet >= 0 && octet != DELETE ? octet : -1, new byte[] {octet}, quoted);
            }
        } else {
            text.codePoints()
                    .forEach(point -> append(
                            NOT_PRINTABLE.matcher(Character.toString(point)).matches() && point >= ' ' ? -1 : point,
                            Character.toString(point).getBytes(StandardCharsets.UTF_8),
                            quoted));
        }
        return quoted.append('"').toString();
    }

    /** Appends a character, or its bytes in hex if it is -1 or a control character. */
    private static void append(int point, byte[] bytes, StringBuilder quoted) {
        switch (point) {
            case '"', '\\' -> quoted.append('\\').append((char) point);
            case '\n' -> quoted.append("\\n");
            case '\r' -> quoted.append("\\r");
            case '\t' -> quoted.append("\\t");
            case '\b' -> quoted.append("\\b");
            case 7 -> quoted.append("\\a");
            default -> {
                if (point >= ' ') {
                    quoted.appendCodePoint(point);
                } else {
                    for (byte octet : bytes) {
                        quoted.append(String.format(Locale.ROOT, "\\x%02x", octet & 0xff));
                    }
                }
            }
        }
    }

    private static @Nullable String decoded(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
