package dev.latchkey.wire.verbs;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The families of Redis commands on which libraries build locks, queues, semaphores and counters. They are refused by name, with what
 * to use instead. Why not "unknown command": Redisson takes that for a server that has lost its script, and sends the command again
 * without end.
 */
enum RedisFamilies {
    SCRIPTS("scripts are not supported" + Instead.COMPARE_AND_SET, "EVAL EVAL_RO EVALSHA EVALSHA_RO SCRIPT"),
    FUNCTIONS("functions are not supported" + Instead.COMPARE_AND_SET, "FCALL FCALL_RO FUNCTION"),
    PUBLISH_SUBSCRIBE(
            "publish/subscribe is not supported. To receive the writes of keys: " + Verb.FOLLOW.advice()
                    + ", or with RESP2 " + Instead.CHANGES,
            "SUBSCRIBE PSUBSCRIBE SSUBSCRIBE UNSUBSCRIBE PUNSUBSCRIBE SUNSUBSCRIBE PUBLISH SPUBLISH PUBSUB"),
    STREAMS(
            "streams are not supported. To read the writes of keys in order: " + Instead.CHANGES,
            "XACK XACKDEL XADD XAUTOCLAIM XCLAIM XDEL XDELEX XGROUP XINFO XLEN XPENDING XRANGE XREAD XREADGROUP XREVRANGE XSETID"
                    + " XTRIM"),
    EXPIRY(
            "keys do not expire. For a key that is deleted when its owner no longer responds: SESSION OPEN ttl-ms, and PUT key"
                    + " value 0 OWNER session",
            "EXPIRE EXPIREAT EXPIRETIME PEXPIRE PEXPIREAT PEXPIRETIME PERSIST TTL PTTL SETEX PSETEX GETEX"),
    LISTS(
            "lists are not supported" + Instead.ELEMENTS,
            "BLMOVE BLMPOP BLPOP BRPOP BRPOPLPUSH LINDEX LINSERT LLEN LMOVE LMPOP LPOP LPOS LPUSH LPUSHX LRANGE LREM LSET LTRIM RPOP"
                    + " RPOPLPUSH RPUSH RPUSHX"),
    HASHES(
            "hashes are not supported" + Instead.ELEMENTS,
            "HDEL HEXISTS HEXPIRE HEXPIREAT HEXPIRETIME HGET HGETALL HGETDEL HGETEX HINCRBY HINCRBYFLOAT HKEYS HLEN HMGET HMSET"
                    + " HPERSIST HPEXPIRE HPEXPIREAT HPEXPIRETIME HPTTL HRANDFIELD HSCAN HSET HSETEX HSETNX HSTRLEN HTTL HVALS"),
    SETS(
            "sets are not supported" + Instead.ELEMENTS,
            "SADD SCARD SDIFF SDIFFSTORE SINTER SINTERCARD SINTERSTORE SISMEMBER SMEMBERS SMISMEMBER SMOVE SPOP SRANDMEMBER SREM"
                    + " SSCAN SUNION SUNIONSTORE"),
    SORTED_SETS(
            "sorted sets are not supported" + Instead.ELEMENTS,
            "BZMPOP BZPOPMAX BZPOPMIN ZADD ZCARD ZCOUNT ZDIFF ZDIFFSTORE ZINCRBY ZINTER ZINTERCARD ZINTERSTORE ZLEXCOUNT ZMPOP"
                    + " ZMSCORE ZPOPMAX ZPOPMIN ZRANDMEMBER ZRANGE ZRANGEBYLEX ZRANGEBYSCORE ZRANGESTORE ZRANK ZREM ZREMRANGEBYLEX"
                    + " ZREMRANGEBYRANK ZREMRANGEBYSCORE ZREVRANGE ZREVRANGEBYLEX ZREVRANGEBYSCORE ZREVRANK ZSCAN ZSCORE ZUNION"
                    + " ZUNIONSTORE"),
    REPLICATION(
            "waiting for replicas is not supported. A write is answered only after it has taken effect",
            "WAIT WAITAOF"),
    SENTINEL("this server is not a Sentinel. Connect to it as to a single server", "SENTINEL");

    private static final Map<String, String> REFUSALS = refusals();

    private final String refusal;
    private final String names;

    RedisFamilies(String refusal, String names) {
        this.refusal = refusal;
        this.names = names;
    }

    /** The error, without its code, for a command in upper case; null if it belongs to no family. */
    static @Nullable String refusal(String name) {
        return REFUSALS.get(name);
    }

    private static Map<String, String> refusals() {
        Map<String, String> refusals = new HashMap<>();
        for (RedisFamilies family : values()) {
            for (String name : family.names.split(" ", -1)) {
                refusals.put(name, family.refusal);
            }
        }
        return Map.copyOf(refusals);
    }

    /** Parts of the sentences, in a class of their own because constants of an enum cannot refer to its fields. */
    private static final class Instead {

        static final String COMPARE_AND_SET = ". To change a key only if it is unchanged: " + Verb.PUT.usageInErrors();
        static final String CHANGES = Verb.CHANGES.usage();
        static final String ELEMENTS = ", because a value is a string. Use one key for each element: "
                + Verb.PUT.usageInErrors() + ", and " + Verb.LIST.usage();
    }
}
