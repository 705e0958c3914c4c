package dev.latchkey.http;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A response. Names of header fields are in lower case. */
record HttpReply(int status, Map<String, String> fields, String body) {

    static HttpReply parse(String text) {
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            throw new AssertionError("not a response: '" + text + "'");
        }
        String[] lines = text.substring(0, end).split("\r\n", -1);
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            String name = lines[i].substring(0, colon).toLowerCase(Locale.ROOT);
            if (fields.put(name, lines[i].substring(colon + 1).strip()) != null) {
                throw new AssertionError(name + " is given twice");
            }
        }
        return new HttpReply(Integer.parseInt(lines[0].split(" ", -1)[1]), fields, text.substring(end + 4));
    }

    String field(String name) {
        return fields.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    /** The type of a problem document with its outcome, such as {@code version not-done}. */
    String problem() {
        return member("type").replace("urn:latchkey:problem:", "") + " " + member("outcome");
    }

    /** A string member of a JSON object. */
    String member(String name) {
        String start = "\"" + name + "\":\"";
        int at = body.indexOf(start);
        return at < 0 ? "" : body.substring(at + start.length(), body.indexOf('"', at + start.length()));
    }
}
