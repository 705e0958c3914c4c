package dev.latchkey.check.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.latchkey.check.CheckLimits;
import dev.latchkey.check.Verdict.Word;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Reading the operations that etcd's robustness tests report, as far as they are of single keys. */
final class EtcdReportTest {

    private long time = 1;

    private String operation(String input, String output) {
        long call = time;
        time += 2;
        return String.format(
                "{\"ClientId\":3,\"Input\":%s,\"Call\":%d,\"Output\":%s,\"Return\":%d}%n",
                input, call, output, call + 1);
    }

    private static String get(String key) {
        return "{\"Type\":\"range\",\"Txn\":null,\"Range\":{\"Start\":\"" + key
                + "\",\"End\":\"\",\"Limit\":0,\"Revision\":0}}";
    }

    private static String found(String value, int modRevision, int revision) {
        return "{\"Txn\":null,\"Range\":{\"KVs\":[{\"Key\":\"k\",\"Value\":{\"Value\":\"" + value
                + "\",\"Hash\":0},\"ModRevision\":" + modRevision + "}],\"Count\":1},\"Revision\":" + revision
                + ",\"Error\":\"\"}";
    }

    private static String absent(int revision) {
        return "{\"Range\":{\"KVs\":[],\"Count\":0},\"Revision\":" + revision + "}";
    }

    private static String transaction(String conditions, String onSuccess, String onFailure) {
        return "{\"Type\":\"txn\",\"Txn\":{\"Conditions\":" + conditions + ",\"OperationsOnSuccess\":" + onSuccess
                + ",\"OperationsOnFailure\":" + onFailure + "}}";
    }

    private static String put(String key, String value) {
        return "{\"Type\":\"put-operation\",\"Put\":{\"Key\":\"" + key + "\",\"Value\":{\"Value\":\"" + value
                + "\"},\"LeaseID\":0}}";
    }

    private static String ifRevision(String key, int revision) {
        return "[{\"Key\":\"" + key + "\",\"ExpectedRevision\":" + revision + "}]";
    }

    private static String done(int revision) {
        return "{\"Txn\":{\"Failure\":false,\"Results\":[{\"KVs\":null,\"Deleted\":0}]},\"Revision\":" + revision + "}";
    }

    private static String failed(int revision) {
        return "{\"Txn\":{\"Failure\":true,\"Results\":[]},\"Revision\":" + revision + "}";
    }

    private static final String TIMEOUT = "{\"Txn\":null,\"Revision\":0,\"Error\":\"context deadline exceeded\"}";

    private static Word verdict(String report) throws IOException {
        return NamedModel.REVISIONED_REGISTER
                .history(FileFormat.readAny(RoundTrip.bytes(report)))
                .check(CheckLimits.DEFAULT)
                .word();
    }

    private String write(String key, String value, int revision) {
        return operation(transaction("null", "[" + put(key, value) + "]", "null"), done(revision));
    }

    @Test
    void putsAndGetsOfSingleKeysAreChecked() throws IOException {
        String history = operation(get("k"), absent(1)) + write("k", "a", 2) + write("j", "x", 3);
        assertThat(verdict(history + operation(get("k"), found("a", 2, 3)))).isEqualTo(Word.OK);
        assertThat(verdict(history + operation(get("k"), found("b", 2, 3)))).isEqualTo(Word.ILLEGAL);
        assertThat(verdict(history + operation(get("k"), found("a", 1, 3)))).isEqualTo(Word.ILLEGAL);
        assertThat(verdict(history + operation(get("k"), absent(3)))).isEqualTo(Word.ILLEGAL);
        assertThat(verdict(history + write("k", "b", 2))).as("a revision twice").isEqualTo(Word.ILLEGAL);
    }

    @Test
    void conditionalWritesAreChecked() throws IOException {
        String first = write("k", "a", 2);
        String swap = transaction(ifRevision("k", 2), "[" + put("k", "b") + "]", "[]");
        assertThat(verdict(first + operation(swap, done(3)) + operation(get("k"), found("b", 3, 3))))
                .isEqualTo(Word.OK);
        assertThat(verdict(first + operation(swap, failed(2)))).isEqualTo(Word.ILLEGAL);
        String late = transaction(ifRevision("k", 1), "[" + put("k", "b") + "]", "[]");
        assertThat(verdict(first + operation(late, failed(2)))).isEqualTo(Word.OK);
        assertThat(verdict(first + operation(late, done(3)))).isEqualTo(Word.ILLEGAL);
        String create = transaction(ifRevision("k", 0), "[" + put("k", "b") + "]", "null");
        assertThat(verdict(operation(create, done(2)) + operation(create, failed(2))))
                .isEqualTo(Word.OK);
        assertThat(verdict(operation(create, done(2)) + operation(create, done(3))))
                .isEqualTo(Word.ILLEGAL);
    }

    @Test
    void deletesSayWhetherTheyDeleted() throws IOException {
        String delete = transaction("null", "[{\"Type\":\"delete-operation\",\"Delete\":{\"Key\":\"k\"}}]", "null");
        String deleted = done(3).replace("\"Deleted\":0", "\"Deleted\":1");
        assertThat(verdict(operation(delete, done(1)))).isEqualTo(Word.OK);
        assertThat(verdict(write("k", "a", 2) + operation(delete, done(2)))).isEqualTo(Word.ILLEGAL);
        assertThat(verdict(write("k", "a", 2) + operation(delete, deleted) + operation(get("k"), absent(3))))
                .isEqualTo(Word.OK);
        assertThat(verdict(write("k", "a", 2) + operation(delete, deleted) + operation(get("k"), found("a", 2, 3))))
                .isEqualTo(Word.ILLEGAL);
    }

    @Test
    void writeWithoutAResultMayTakeEffectLaterAtAnyRevision() throws IOException {
        String lost = operation(transaction("null", "[" + put("k", "b") + "]", "null"), TIMEOUT);
        String history = write("k", "a", 2) + lost;
        assertThat(verdict(history + operation(get("k"), found("a", 2, 2)) + operation(get("k"), found("b", 7, 9))))
                .isEqualTo(Word.OK);
        assertThat(verdict(history + operation(get("k"), found("b", 7, 9)) + operation(get("k"), found("b", 8, 9))))
                .isEqualTo(Word.ILLEGAL);
        assertThat(verdict(history + operation(get("k"), found("b", 7, 9)) + operation(get("k"), found("a", 2, 9))))
                .isEqualTo(Word.ILLEGAL);
        assertThat(verdict(history + operation(get("k"), found("b", 2, 9)))).isEqualTo(Word.ILLEGAL);
    }

    @Test
    void keysThatAreWrittenOtherwiseAreLeftOut() throws IOException {
        String both = transaction("null", "[" + put("k", "b") + "," + put("j", "b") + "]", "null");
        String report = write("k", "a", 2)
                + operation(both, done(3))
                + operation(get("k"), found("b", 3, 3))
                + operation(get("i"), absent(3))
                + operation("{\"Type\":\"leaseGrant\"}", "{\"Revision\":3}")
                + operation(get("i").replace("\"End\":\"\"", "\"End\":\"z\""), absent(3))
                + operation(get("i").replace("\"Revision\":0", "\"Revision\":1"), absent(3))
                + operation(get("i"), TIMEOUT);
        Recording recording = FileFormat.readAny(RoundTrip.bytes(report));
        assertThat(recording.operations()).extracting(each -> each.call().key()).containsExactly("i");
        assertThat(recording.remarks())
                .containsExactly(
                        "4 operations were left out, because the verdict is about reads and writes of single keys:"
                                + " 1 leaseGrant, 1 range read, 1 read of an old revision, 1 transaction",
                        "1 read was left out: without a linearizable result",
                        "2 operations on 2 keys were left out: a transaction, a lease or a condition of another kind writes the key");
        String leased = write("k", "a", 2).replace("\"LeaseID\":0", "\"LeaseID\":7");
        assertThat(verdict(leased + operation(get("k"), absent(3)))).isEqualTo(Word.UNKNOWN);
    }

    @Test
    void longValuesAreComparedByTheirHash() throws IOException {
        String hashed = "{\"Value\":\"\",\"Hash\":%s}";
        String put = write("k", "a", 2).replace("{\"Value\":\"a\"}", String.format(hashed, "77"));
        String got = operation(get("k"), found("", 2, 2))
                .replace("{\"Value\":\"\",\"Hash\":0}", String.format(hashed, "%s"));
        assertThat(verdict(put + String.format(got, "77"))).isEqualTo(Word.OK);
        assertThat(verdict(put + String.format(got, "78"))).isEqualTo(Word.ILLEGAL);
    }

    @Test
    void errorsNameTheirLine() {
        assertThatExceptionOfType(BadHistoryException.class)
                .isThrownBy(
                        () -> verdict(write("k", "a", 2) + write("k", "b", 3).replace("\"Call\":3", "\"Call\":9")))
                .withMessage("line 2: the operation returns at 4, before its call at 9");
        assertThatExceptionOfType(BadHistoryException.class)
                .isThrownBy(() -> verdict(write("k", "a", 2).replace("\"Revision\":2", "\"Revision\":\"2\"")))
                .withMessage("line 1: field \"Revision\" must be a whole number");
    }
}
