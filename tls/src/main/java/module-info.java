/** TLS from PEM files, for servers and clients. */
module dev.latchkey.tls {
    requires static org.jspecify;

    exports dev.latchkey.tls;
}
