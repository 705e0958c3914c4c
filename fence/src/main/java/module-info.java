/** Guards for databases, files and HTTP servers that refuse stale fencing tokens. */
module dev.latchkey.fence {
    requires static org.jspecify;
    requires transitive dev.latchkey.core;
    requires static transitive java.sql;
    requires static transitive jdk.httpserver;

    exports dev.latchkey.fence;
}
