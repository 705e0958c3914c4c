package dev.latchkey.wire.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.wire.Protocol;
import dev.latchkey.wire.RespValue;
import dev.latchkey.wire.RespValues;
import dev.latchkey.wire.verbs.Keys;
import dev.latchkey.wire.verbs.Verb;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The replies to COMMAND have the format that clients of Redis 7 expect. */
class CommandDocsTest {

    private static final List<String> TYPES =
            List.of("string", "integer", "double", "key", "pattern", "unix-time", "pure-token", "oneof", "block");

    @ParameterizedTest
    @EnumSource
    void aRowOfInfoHasTenColumns(Verb verb) {
        List<RespValue> row = items(items(CommandInfo.rows(List.of(name(verb)))).get(0));
        assertThat(row).hasSize(10);
        assertThat(text(row.get(0))).isEqualTo(verb.lowerCase());
        assertThat(row.get(1)).isEqualTo(new RespValue.Int(verb.arity()));
        boolean hasKey = !verb.keys().equals(Keys.NONE);
        assertThat(row.subList(3, 6))
                .containsExactly(
                        new RespValue.Int(verb.keys().first()),
                        new RespValue.Int(verb.keys().last()),
                        new RespValue.Int(verb.keys().step()));
        assertThat(((RespValue.Members) row.get(2)).items()).isNotEmpty().allMatch(RespValue.Simple.class::isInstance);
        assertThat(((RespValue.Members) row.get(6)).items())
                .allMatch(category -> ((RespValue.Simple) category).text().startsWith("@"));
        assertThat(row.get(7)).isEqualTo(RespValue.EMPTY);
        assertThat(items(row.get(8))).hasSize(hasKey ? 1 : 0);
        assertThat(row.get(9)).isEqualTo(RespValue.EMPTY);
    }

    @Test
    void writesAndReadsAreMarkedAsSuch() {
        assertThat(flags("put")).contains("write").doesNotContain("readonly");
        assertThat(flags("del")).contains("write").doesNotContain("readonly");
        assertThat(flags("get")).contains("readonly").doesNotContain("write");
        assertThat(flags("list")).contains("readonly").doesNotContain("write");
        assertThat(flags("auth")).contains("no_auth");
    }

    @Test
    void infoWithoutNamesHasEveryCommandAndUnknownNamesAreNull() {
        assertThat(items(CommandInfo.rows(List.of()))).hasSize(Verb.values().length);
        assertThat(items(CommandInfo.rows(List.of(ascii("set"), ascii("PuT")))))
                .satisfiesExactly(
                        unknown -> assertThat(unknown).isEqualTo(RespValue.NULL),
                        put -> assertThat(text(items(put).get(0))).isEqualTo("put"));
    }

    @Test
    void aKeySpecificationFindsTheFirstArgument() {
        RespValue row = items(CommandInfo.rows(List.of(ascii("put")))).get(0);
        Map<String, RespValue> specification = map(items(items(row).get(8)).get(0));
        assertThat(specification).containsOnlyKeys("flags", "begin_search", "find_keys");
        Map<String, RespValue> begin = map(at(specification, "begin_search"));
        assertThat(text(at(begin, "type"))).isEqualTo("index");
        assertThat(map(at(begin, "spec"))).containsEntry("index", new RespValue.Int(1));
        Map<String, RespValue> find = map(at(specification, "find_keys"));
        assertThat(text(at(find, "type"))).isEqualTo("range");
        assertThat(map(at(find, "spec")))
                .containsEntry("lastkey", new RespValue.Int(0))
                .containsEntry("keystep", new RespValue.Int(1))
                .containsEntry("limit", new RespValue.Int(0));
    }

    /** redis-cli 7 builds its help from summary, since, group, and a list of arguments with name, type and flags. */
    @ParameterizedTest
    @EnumSource
    void docsTellWhatHelpShows(Verb verb) {
        Map<String, RespValue> docs = map(CommandDocs.docs(List.of(name(verb))));
        assertThat(docs).containsOnlyKeys(verb.lowerCase());
        Map<String, RespValue> row = map(at(docs, verb.lowerCase()));
        assertThat(row).containsKeys("summary", "since", "group", "complexity");
        assertThat(text(at(row, "summary"))).endsWith(".");
        assertThat(text(at(row, "group"))).isIn("string", "connection", "server", "transactions");
        assertThat(row.containsKey("arguments")).isEqualTo(!verb.arguments().isEmpty());
        if (row.containsKey("arguments")) {
            for (RespValue argument : items(at(row, "arguments"))) {
                Map<String, RespValue> columns = map(argument);
                assertThat(columns).containsKeys("name", "type", "display_text");
                assertThat(text(at(columns, "type"))).isIn(TYPES);
                assertThat(columns.containsKey("key_spec_index"))
                        .isEqualTo(text(at(columns, "type")).equals("key"));
            }
        }
    }

    @Test
    void docsOfAnOptionNameItsWordAndThatItMayBeLeftOut() {
        Map<String, RespValue> list = map(at(map(CommandDocs.docs(List.of(ascii("list")))), "list"));
        Map<String, RespValue> limit = map(items(at(list, "arguments")).get(2));
        assertThat(text(at(limit, "token"))).isEqualTo("LIMIT");
        assertThat(((RespValue.Members) at(limit, "flags")).items()).containsExactly(new RespValue.Simple("optional"));
        Map<String, RespValue> info = map(at(map(CommandDocs.docs(List.of(ascii("info")))), "info"));
        Map<String, RespValue> section = map(items(at(info, "arguments")).get(0));
        assertThat(((RespValue.Members) at(section, "flags")).items())
                .containsExactly(new RespValue.Simple("optional"), new RespValue.Simple("multiple"));
    }

    @Test
    void docsLeaveOutWhatIsNoCommandAndKnowAllWithoutNames() {
        assertThat(map(CommandDocs.docs(List.of(ascii("set"))))).isEmpty();
        assertThat(map(CommandDocs.docs(List.of()))).hasSize(Verb.values().length);
        assertThat(items(CommandDocs.list()))
                .extracting(CommandDocsTest::text)
                .contains("get", "discard")
                .hasSize(Verb.values().length);
    }

    @Test
    void theTableCanBeReadInBothProtocols() {
        for (Protocol protocol : Protocol.values()) {
            for (RespValue value : List.of(CommandInfo.rows(List.of()), CommandDocs.docs(List.of()))) {
                String resp = RespValues.write(value, protocol);
                assertThat(RespValues.write(RespValues.parse(resp), protocol)).isEqualTo(resp);
            }
        }
    }

    private static List<String> flags(String command) {
        RespValue row = items(CommandInfo.rows(List.of(ascii(command)))).get(0);
        return ((RespValue.Members) items(row).get(2))
                .items().stream().map(flag -> ((RespValue.Simple) flag).text()).toList();
    }

    private static List<RespValue> items(RespValue value) {
        return ((RespValue.Array) value).items();
    }

    private static Map<String, RespValue> map(RespValue value) {
        List<RespValue> flat = ((RespValue.Pairs) value).flat();
        Map<String, RespValue> map = new LinkedHashMap<>();
        for (int i = 0; i < flat.size(); i += 2) {
            map.put(text(flat.get(i)), flat.get(i + 1));
        }
        return map;
    }

    private static RespValue at(Map<String, RespValue> map, String name) {
        return Objects.requireNonNull(map.get(name), name);
    }

    private static String text(RespValue value) {
        return ((RespValue.Bulk) value).utf8();
    }

    private static byte[] name(Verb verb) {
        return ascii(verb.name());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
