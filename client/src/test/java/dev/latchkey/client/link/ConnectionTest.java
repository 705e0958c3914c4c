package dev.latchkey.client.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Prefix;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import dev.latchkey.wire.Answer;
import dev.latchkey.wire.RespValue;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionTest {

    private final ConnectionFixture fixture = ConnectionFixture.greeted();

    @AfterEach
    void end() {
        fixture.connection.end("the test is over");
    }

    /** Only writes are refused by the store: for a read, such an error says nothing about its key. */
    @Test
    void refusalCodeOfAWriteIsAServerErrorForARead() {
        fixture.get("a");
        fixture.server.deliver("-ERRNOKEY\r\n");
        assertThat(fixture.log.answers).containsExactly(new Answer.OfServer(new RespValue.ErrorLine("ERRNOKEY")));
    }

    @Test
    void repliesBelongToRequestsByTheirOrder() {
        fixture.get("a");
        fixture.get("b");
        fixture.get("c");
        fixture.loop.settle();
        assertThat(fixture.connection.load()).isEqualTo(3);

        fixture.server.deliver(Spoken.found("of a", 1));
        assertThat(fixture.log.results).containsExactly("a answered");
        fixture.server.deliver("_\r\n" + Spoken.found("of c", 3));
        assertThat(fixture.log.results).containsExactly("a answered", "b answered", "c answered");
        assertThat(fixture.log.answers)
                .containsExactly(found("of a", 1), new Answer.OfStore(new Reply.NoKey()), found("of c", 3));
        assertThat(fixture.connection.load()).isZero();
    }

    @Test
    void requestsOfOneStepAreWrittenTogether() {
        fixture.get("a");
        fixture.get("b");
        assertThat(fixture.server.writes).isEmpty();
        fixture.loop.settle();
        assertThat(fixture.server.writes)
                .containsExactly("*2\r\n$4\r\nGETV\r\n$1\r\na\r\n*2\r\n$4\r\nGETV\r\n$1\r\nb\r\n");
        fixture.get("c");
        fixture.loop.settle();
        assertThat(fixture.server.writes).hasSize(2);
    }

    @Test
    void errorsAreAnswers() {
        Command.Put put = new Command.Put(Key.of("k"), Value.of("v"), Version.of(2));
        fixture.connection.send(put, fixture.log.attempt("conflict"));
        fixture.connection.send(put, fixture.log.attempt("no key"));
        fixture.connection.send(put, fixture.log.attempt("login"));
        fixture.connection.send(put, fixture.log.attempt("done"));
        fixture.server.deliver("-ERRVERSION 7\r\n-ERRNOKEY\r\n-NOAUTH Authentication required.\r\n:3\r\n");
        assertThat(fixture.log.answers)
                .containsExactly(
                        new Answer.OfStore(new Reply.Conflict(Version.of(7))),
                        new Answer.OfStore(new Reply.NoKey()),
                        new Answer.OfServer(new RespValue.ErrorLine("NOAUTH Authentication required.")),
                        new Answer.OfStore(new Reply.Written(Version.of(3))));
        assertThat(fixture.events).isEmpty();
    }

    @Test
    void overdueReplyEndsTheWholeConnectionAndAllItsAttemptsInOrder() {
        fixture.get("a");
        fixture.loop.advance(Duration.ofSeconds(4));
        fixture.get("b");
        fixture.get("c");
        fixture.loop.advance(Duration.ofSeconds(1).minusNanos(1));
        assertThat(fixture.log.results).isEmpty();

        fixture.loop.advance(Duration.ofNanos(1));
        assertThat(fixture.log.results)
                .containsExactly(
                        "a failed: no answer within 5000 ms",
                        "b failed: no answer within 5000 ms",
                        "c failed: no answer within 5000 ms");
        assertThat(fixture.events).containsExactly("ended: no answer within 5000 ms");
        assertThat(fixture.server.closedByClient).isTrue();
        assertThat(fixture.connection.isReady()).isFalse();
    }

    @Test
    void replyAfterTheEndIsIgnored() {
        fixture.get("a");
        fixture.get("b");
        fixture.loop.advance(ConnectionFixture.TIMEOUT);
        fixture.log.results.clear();
        fixture.server.deliver(Spoken.found("late", 1));
        fixture.server.deliver("garbage");
        fixture.server.drop("the server closed the connection");
        fixture.loop.advance(Duration.ofDays(1));
        assertThat(fixture.log.results).isEmpty();
        assertThat(fixture.log.answers).isEmpty();
        assertThat(fixture.events).hasSize(1);
    }

    @Test
    void eachRequestHasTheFullTimeoutFromWhenItWasSent() {
        fixture.get("a");
        fixture.loop.advance(Duration.ofSeconds(4));
        fixture.get("b");
        fixture.server.deliver("_\r\n");
        fixture.loop.advance(Duration.ofSeconds(5).minusNanos(1));
        assertThat(fixture.events).isEmpty();
        fixture.loop.advance(Duration.ofNanos(1));
        assertThat(fixture.log.results).containsExactly("a answered", "b failed: no answer within 5000 ms");
    }

    @Test
    void idleConnectionIsNeverClosed() {
        fixture.loop.advance(Duration.ofDays(1));
        assertThat(fixture.events).isEmpty();
        assertThat(fixture.connection.isReady()).isTrue();
        assertThat(fixture.loop.pending()).isOne();
    }

    @Test
    void closedConnectionFailsItsAttemptsInOrderAndOnce() {
        fixture.get("a");
        fixture.get("b");
        fixture.server.drop("the server closed the connection");
        fixture.connection.end("again");
        fixture.loop.advance(Duration.ofDays(1));
        assertThat(fixture.log.results)
                .containsExactly(
                        "a failed: the server closed the connection", "b failed: the server closed the connection");
        assertThat(fixture.events).containsExactly("ended: the server closed the connection");
        assertThat(fixture.server.writes).isEmpty();
    }

    /** For example for lack of memory. Half a request must not be sent before the next one. */
    @Test
    void requestThatCannotBeEncodedEndsTheConnectionAndFailsOnceAndLater() {
        ConnectionFixture scarce = ConnectionFixture.greeted(new ScarceBuffers(1_024));
        scarce.get("a");
        Command.Put large = new Command.Put(Key.of("k"), Value.of("v".repeat(2_000)), Version.NONE);
        scarce.connection.send(large, scarce.log.attempt("large"));
        assertThat(scarce.log.results).as("results during the call").hasSize(1);
        assertThat(scarce.connection.isReady()).isFalse();

        scarce.loop.settle();
        scarce.connection.end("again");
        scarce.loop.advance(Duration.ofDays(1));
        assertThat(scarce.log.results).hasSize(2);
        assertThat(scarce.log.results.get(0)).startsWith("a failed: could not encode a request");
        assertThat(scarce.log.results.get(1)).startsWith("large failed: could not encode a request");
        assertThat(scarce.events).singleElement().asString().startsWith("ended: could not encode a request");
        assertThat(scarce.server.writes).isEmpty();
        assertThat(scarce.server.closedByClient).isTrue();
    }

    @Test
    void replyWithoutARequestEndsTheConnection() {
        fixture.server.deliver("+OK\r\n");
        assertThat(fixture.events).singleElement().asString().contains("a reply without a request");
        assertThat(fixture.server.closedByClient).isTrue();
    }

    /** Invalid answers to a get; the last ones have sizes that no key or value can have. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "?\r\n",
                "+OK\r\n",
                ":1\r\n",
                "*2\r\n$1\r\nv\r\n:1\r\n",
                "*3\r\n$1\r\nv\r\n:-1\r\n:1\r\n",
                "*3\r\n:1\r\n:1\r\n:1\r\n",
                "$1\r\nvXX",
                ">3\r\n$1\r\nv\r\n:1\r\n:1\r\n",
                "*3\r\n$TOO LONG\r\n:1\r\n:1\r\n"
            })
    void invalidAnswerFailsTheAttemptAndAllAfterIt(String reply) {
        fixture.get("a");
        fixture.get("b");
        String tooLong = Spoken.bulk("x".repeat(Value.LENGTH_MAX + 1));
        fixture.server.deliver(reply.replace("$TOO LONG\r\n", tooLong) + Spoken.found("of b", 1));
        assertThat(fixture.log.results).hasSize(2);
        assertThat(fixture.log.results.get(0)).startsWith("a failed: ");
        assertThat(fixture.log.results.get(1)).startsWith("b failed: ");
        assertThat(fixture.log.answers).isEmpty();
        assertThat(fixture.events).singleElement().asString().startsWith("ended: the server sent an invalid reply");
    }

    @ParameterizedTest
    @ValueSource(strings = {":-1\r\n", "+OK\r\n", "_\r\n", "*3\r\n$1\r\nv\r\n:1\r\n:1\r\n", "-ERRVERSION\r\n"})
    void invalidAnswerToAWriteFailsIt(String reply) {
        Command.Put put = new Command.Put(Key.of("k"), Value.of("v"), Version.of(2));
        fixture.connection.send(put, fixture.log.attempt("put"));
        fixture.server.deliver(reply);
        assertThat(fixture.log.results).singleElement().asString().startsWith("put failed: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"$0\r\n\r\n:1\r\n", "$1\r\nk\r\n:-1\r\n", "$-1\r\n:1\r\n"})
    void invalidListEntryFailsTheAttempt(String entry) {
        Command.ListKeys list = new Command.ListKeys(Prefix.EMPTY, null, 10, false);
        fixture.connection.send(list, fixture.log.attempt("list"));
        fixture.server.deliver("*3\r\n:1\r\n:0\r\n*1\r\n*2\r\n" + entry);
        assertThat(fixture.log.results).singleElement().asString().startsWith("list failed: ");
    }

    @Test
    void passwordIsNotInWhatAConnectionReports() {
        ConnectionFixture other = new ConnectionFixture(Optional.of("geheim"));
        other.server.open();
        other.server.deliver("-ERR no\r\n");
        assertThat(other.events.toString()).doesNotContain("geheim");
    }

    private static Answer found(String value, long version) {
        return new Answer.OfStore(
                new Reply.Found(new Versioned(Value.of(value), Version.of(version), version + 1_000)));
    }
}
