package dev.latchkey.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Reply;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Version;
import dev.latchkey.seams.ManualTime;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Covers IN-09 for transactions, {@code POST /v1/txn}. Quotation marks in JSON are apostrophes here. */
final class TransactionRoutesTest {

    private static final String PUT_K = "{'op':'put','key':'k','value':'v','version':'0'}";

    private final HttpTalk talk = HttpTalk.open();

    private static String body(String... operations) {
        return "{'operations':["
                .concat(String.join(",", operations))
                .concat("]}")
                .replace('\'', '"');
    }

    private HttpReply execute(String... operations) {
        return talk.post("/v1/txn", body(operations));
    }

    private static String results(String results) {
        return "{'store':'"
                .concat(HttpTalk.STORE + "','results':[" + results + "]}")
                .replace('\'', '"');
    }

    @Test
    void resultsAreInTheOrderOfTheOperations() {
        talk.put("/v1/kv/a?version=0", "old");
        HttpReply reply = execute(
                "{'op':'check','key':'a','version':'1'}",
                "{'op':'put','key':'b','value':'new','version':'0'}",
                "{'op':'get','key':'b'}",
                "{'op':'get','key':'none'}",
                "{'op':'delete','key':'a','version':'1'}",
                "{'op':'check','key':'a','version':'0'}",
                "{'op':'put','key':'b','value':'newer','version':'1'}");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body())
                .isEqualTo(
                        results(
                                "{},{'version':'1'},{'value':'new','version':'1','revision':'2'},{'value':null,'version':'0'},{'version':'2'},{},{'version':'2'}"));
        assertThat(reply.fields())
                .containsEntry("content-type", "application/json")
                .containsEntry("cache-control", "no-store");
        assertThat(talk.get("/v1/kv/b").body()).isEqualTo("newer");
        assertThat(talk.get("/v1/kv/a").status()).isEqualTo(404);
    }

    @Test
    void refusalNamesTheOperationAndTheCurrentVersionAndNothingIsDone() {
        talk.put("/v1/kv/a?version=0", "old");
        HttpReply reply = execute(PUT_K, "{'op':'check','key':'a','version':'2'}");
        assertThat(reply.status()).isEqualTo(412);
        assertThat(reply.problem()).isEqualTo("version not-done");
        assertThat(reply.body()).contains("\"operation\":2}");
        assertThat(reply.member("current")).isEqualTo("1");
        assertThat(reply.member("detail")).isEqualTo("operation 2: the key has the version 1");
        assertThat(talk.get("/v1/kv/k").status()).isEqualTo(404);
        assertThat(talk.services.engine.keyspace().revision()).isEqualTo(1);
    }

    @Test
    void keyThatDoesNotExistIsNotReplaced() {
        HttpReply reply = execute("{'op':'get','key':'a'}", PUT_K, "{'op':'delete','key':'a','version':'2'}");
        assertThat(reply.status()).isEqualTo(412);
        assertThat(reply.member("detail")).isEqualTo("operation 3: the key does not exist");
        assertThat(reply.body()).contains("\"operation\":3").doesNotContain("current");
    }

    @Test
    void keysAndValuesCanBeArbitraryBytes() {
        String value = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[] {0, -1});
        HttpReply reply = execute(
                "{'op':'put','key64':'AP8','value64':'" + value + "','version':'0'}", "{'op':'get','key64':'AP8='}");
        assertThat(reply.body()).isEqualTo(results("{'version':'1'},{'value64':'AP8','version':'1','revision':'1'}"));
        assertThat(talk.get("/v1/kv/%00%ff").body()).isEqualTo("\u0000\u00ff");
    }

    @Test
    void textIsStoredAsUtf8WhateverItsSpelling() {
        String spelled = new String("\u00e4\ud83d\ude00".getBytes(UTF_8), ISO_8859_1);
        assertThat(execute("{'op':'put','key':'k','value':'" + spelled + "\\u00e4\\ud83d\\ude00','version':'0'}")
                        .status())
                .isEqualTo(200);
        assertThat(talk.get("/v1/kv/k").body()).isEqualTo(spelled + spelled);
    }

    @Test
    void keyOfASessionIsDeletedWithIt() {
        String session = talk.post("/v1/sessions", "{\"ttlMillis\":60000}").member("session");
        assertThat(execute("{'op':'put','key':'k','value':'v','version':'0','session':'" + session + "'}")
                        .status())
                .isEqualTo(200);
        assertThat(talk.delete("/v1/sessions/" + session).status()).isEqualTo(204);
        assertThat(talk.get("/v1/kv/k").status()).isEqualTo(404);
        HttpReply reply = execute(
                "{'op':'get','key':'k'}",
                "{'op':'put','key':'k','value':'v','version':'0','session':'" + session + "'}");
        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.problem()).isEqualTo("owner-session not-done");
        assertThat(reply.body()).contains("\"operation\":2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "{'operations':{}}",
                "{'operations':[]}",
                "{'operations':[" + PUT_K + "]",
                "{'operations':[" + PUT_K + "],'x':1}",
                "{'x':1,'operations':[" + PUT_K + "]}",
                "{'operations':[" + PUT_K + "],'operations':[" + PUT_K + "]}",
                "{'operations':[" + PUT_K + "]}{}",
                "{'operations':[" + PUT_K + ",]}",
                "\u00ef\u00bb\u00bf{'operations':[" + PUT_K + "]}",
            })
    void invalidBodyIsRefused(String json) {
        assertThat(talk.post("/v1/txn", json.replace('\'', '"')).problem()).isEqualTo("bad-request not-done");
        assertThat(talk.services.engine.keyspace().revision()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "null",
                "[]",
                "{}",
                "{'op':'PUT','key':'k','value':'v','version':'0'}",
                "{'op':'increment','key':'k','version':'0'}",
                "{'key':'k','value':'v','version':'0'}",
                "{'op':'put','key':'k','value':'v'}",
                "{'op':'put','key':'k','value':'v','version':0}",
                "{'op':'put','key':'k','value':'v','version':'-1'}",
                "{'op':'put','key':'k','value':'v','version':'00'}",
                "{'op':'put','key':'k','value':'v','version':'9223372036854775808'}",
                "{'op':'put','key':'k','value':'v','version':null}",
                "{'op':'put','key':'k','version':'0'}",
                "{'op':'put','key':'k','value':'v','value64':'dg','version':'0'}",
                "{'op':'put','key':'k','value64':'+/','version':'0'}",
                "{'op':'put','key':'k','value':'v','version':'0','version':'1'}",
                "{'op':'put','key':'k','value':'v','version':'0','verison':'1'}",
                "{'op':'put','key':'k','value':'v','version':'0','session':'x'}",
                "{'op':'put','key':'k','value':['v'],'version':'0'}",
                "{'op':'put','value':'v','version':'0'}",
                "{'op':'put','key':'','value':'v','version':'0'}",
                "{'op':'put','key':'k','key64':'aw','value':'v','version':'0'}",
                "{'op':'put','key':'\\ud83d','value':'v','version':'0'}",
                "{'op':'put','key':'k','value':'x\\ude00','version':'0'}",
                "{'op':'put','key':'k','value':'\u00c0\u00af','version':'0'}",
                "{'op':'put','key':'k','value':'\u00ed\u00a0\u0080','version':'0'}",
                "{'op':'get','key':'k','version':'1'}",
                "{'op':'check','key':'k'}",
                "{'op':'check','key':'k','version':'1','value':'v'}",
                "{'op':'delete','key':'k'}",
                "{'op':'delete','key':'k','version':'0'}",
            })
    void invalidOperationIsRefused(String operation) {
        HttpReply reply = execute(PUT_K, operation);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.problem()).isEqualTo("bad-request not-done");
        assertThat(talk.services.engine.keyspace().revision()).isZero();
    }

    @Test
    void refusalOfAnInvalidOperationNamesIt() {
        HttpReply reply = execute(PUT_K, "{'op':'check','key':'k','version':1}");
        assertThat(reply.member("detail")).isEqualTo("operation 2: every member of an operation must be a string");
        assertThat(reply.body()).contains("\"operation\":2");
    }

    private static String[] gets(int count) {
        return IntStream.range(0, count).mapToObj(i -> "{'op':'get','key':'k'}").toArray(String[]::new);
    }

    @Test
    void transactionHasTheLimitsOfTxn() {
        assertThat(execute(gets(128)).status()).isEqualTo(200);
        assertThat(execute(gets(129)).member("detail")).isEqualTo("a transaction has 1 to 128 operations");
        String half = "x".repeat(650_000);
        String put = "{'op':'put','key':'%s','value':'" + half + "','version':'0'}";
        assertThat(execute(put.formatted("a"), put.formatted("b")).status()).isEqualTo(200);
        assertThat(execute(put.formatted("c"), put.formatted("d"), put.formatted("e"))
                        .member("detail"))
                .isEqualTo("the operations of the transaction have 1950195 bytes: the maximum is 1310720");
        HttpReply large = execute("{'op':'get','key':'a'}", PUT_K, "{'op':'get','key':'b'}", "{'op':'get','key':'a'}");
        assertThat(large.status()).isEqualTo(429);
        assertThat(large.problem()).isEqualTo("limit not-done");
        assertThat(large.body()).contains("\"operation\":4");
        assertThat(talk.get("/v1/kv/k").status()).isEqualTo(404);
    }

    @Test
    void largestTransactionFitsInBase64AndALargerBodyIsRefused() {
        String value =
                Base64.getUrlEncoder().encodeToString("x".repeat(1_048_576).getBytes(ISO_8859_1));
        String key = Base64.getUrlEncoder().encodeToString("k".repeat(1_000).getBytes(ISO_8859_1));
        String puts = IntStream.range(0, 127)
                .mapToObj(i -> "{'op':'put','key64':'" + key + "','value64':'"
                        + Base64.getUrlEncoder().encodeToString("y".repeat(991).getBytes(ISO_8859_1)) + "','version':'"
                        + (i + 1) + "'}")
                .collect(Collectors.joining(","));
        HttpReply reply = execute("{'op':'put','key64':'" + key + "','value64':'" + value + "','version':'0'}", puts);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        String body = body(PUT_K);
        String padded = body + " ".repeat(2_097_153 - body.length());
        assertThat(talk.another().post("/v1/txn", padded.substring(1)).status()).isEqualTo(400);
        assertThat(talk.another().post("/v1/txn", padded).problem()).isEqualTo("too-large not-done");
    }

    @Test
    void bodyMustBeJsonSoThatNoFormOfAnotherSiteCanSendIt() {
        HttpReply reply = talk.send("POST", "/v1/txn", body(PUT_K), "Content-Type: text/plain");
        assertThat(reply.problem()).isEqualTo("media-type not-done");
        assertThat(talk.services.engine.keyspace().revision()).isZero();
    }

    @Test
    void transactionIsRefusedWhileThereIsNoStore() {
        LateEngine engine = new LateEngine(HttpTalk.memory(new ManualTime()));
        engine.storeId = Optional.empty();
        assertThat(HttpTalk.with(engine).post("/v1/txn", body(PUT_K)).problem()).isEqualTo("starting not-done");
        assertThat(engine.submitted()).isZero();
    }

    private static String raw(String... operations) {
        String json = body(operations);
        return "POST /v1/txn HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                + json.length() + "\r\n\r\n" + json;
    }

    @Test
    void lostTransactionIsUnknown() {
        LateEngine engine = new LateEngine(HttpTalk.memory(new ManualTime()));
        HttpTalk late = HttpTalk.with(engine);
        assertThat(late.raw(raw(PUT_K))).isEmpty();
        engine.lose(0);
        HttpReply reply = HttpReply.parse(late.heard());
        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.problem()).isEqualTo("outcome-unknown unknown");
        assertThat(late.raw(raw(PUT_K))).isEmpty();
        engine.storeId = Optional.of(new StoreId(1, 2));
        engine.answer(1);
        assertThat(HttpReply.parse(late.heard()).problem()).isEqualTo("outcome-unknown unknown");
    }

    @Test
    void errorOfTheServerIsUnknownOnlyIfTheTransactionWrites() {
        LateEngine engine = new LateEngine(HttpTalk.memory(new ManualTime()));
        HttpTalk late = HttpTalk.with(engine);
        engine.fails = true;
        assertThat(late.post("/v1/txn", body(PUT_K)).problem()).isEqualTo("outcome-unknown unknown");
        assertThat(late.post("/v1/txn", body("{'op':'get','key':'k'}")).problem())
                .isEqualTo("internal-error not-done");
    }

    @ParameterizedTest
    @EnumSource(Reply.Refusal.class)
    void everyRefusalOfTheStoreIsDefinite(Reply.Refusal reason) {
        LateEngine engine = new LateEngine(HttpTalk.memory(new ManualTime()));
        HttpTalk late = HttpTalk.with(engine);
        assertThat(late.raw(raw(PUT_K))).isEmpty();
        engine.answer(0, new Reply.Refused(reason));
        HttpReply whole = HttpReply.parse(late.heard());
        assertThat(late.raw(raw(PUT_K))).isEmpty();
        engine.answer(1, new Reply.TransactionRefused(1, new Reply.Refused(reason)));
        HttpReply ofOperation = HttpReply.parse(late.heard());
        assertThat(whole.member("outcome")).isEqualTo("not-done");
        assertThat(ofOperation.problem()).isEqualTo(whole.problem());
        assertThat(ofOperation.status()).isEqualTo(whole.status()).isBetween(400, 599);
        assertThat(ofOperation.fields()).containsKey("content-type");
        assertThat(ofOperation.field("Retry-After")).isEqualTo(whole.field("Retry-After"));
    }

    @Test
    void versionsAreStringsWhateverTheirSize() {
        LateEngine engine = new LateEngine(HttpTalk.memory(new ManualTime()));
        HttpTalk late = HttpTalk.with(engine);
        assertThat(late.raw(raw(PUT_K))).isEmpty();
        engine.answer(0, new Reply.Transacted(List.of(new Reply.Result.Written(Version.of(Long.MAX_VALUE)))));
        assertThat(HttpReply.parse(late.heard()).body()).isEqualTo(results("{'version':'9223372036854775807'}"));
    }
}
