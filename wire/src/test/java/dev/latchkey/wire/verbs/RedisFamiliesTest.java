package dev.latchkey.wire.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.wire.Requests;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RedisFamiliesTest {

    @ParameterizedTest
    @CsvSource(
            delimiterString = " | ",
            value = {
                "EVAL | ERR scripts are not supported. | PUT key value version",
                "fcall | ERR functions are not supported. | PUT key value version",
                "SUBSCRIBE | ERR publish/subscribe is not supported. | FOLLOW prefix [FROM revision] (RESP3 only",
                "PUBLISH | ERR publish/subscribe is not supported. | CHANGES prefix FROM revision",
                "XREADGROUP | ERR streams are not supported. | CHANGES prefix FROM revision",
                "pexpire | ERR keys do not expire. | PUT key value 0 OWNER session",
                "BLPOP | ERR lists are not supported, | LIST [prefix]",
                "HSETNX | ERR hashes are not supported, | PUT key value version",
                "SADD | ERR sets are not supported, | PUT key value version",
                "ZRANGEBYSCORE | ERR sorted sets are not supported, | PUT key value version",
                "WAIT | ERR waiting for replicas is not supported. | answered only after it has taken effect",
                "SENTINEL | ERR this server is not a Sentinel. | single server",
            })
    void familyIsRefusedByNameWithWhatToUseInstead(String name, String start, String instead) {
        assertThat(Requests.refusal(name, "x", "1"))
                .startsWith(start)
                .contains(instead)
                .doesNotContain("unknown command");
    }

    @ParameterizedTest
    @EnumSource(Verb.class)
    void noCommandOfTheServerIsRefused(Verb verb) {
        assertThat(RedisFamilies.refusal(verb.name())).isNull();
        assertThat(RedisCommands.instead(verb.name())).isNull();
    }

    @Test
    void commandBetweenMultiAndExecIsRefusedAlike() {
        byte[][] request = {"SADD".getBytes(StandardCharsets.US_ASCII)};
        assertThat(CommandDecoder.decodeInTransaction(request, Requests.REQUESTER))
                .isInstanceOfSatisfying(Decoded.Wrong.class, wrong -> assertThat(wrong.message())
                        .startsWith("ERR sets are not supported"));
    }
}
