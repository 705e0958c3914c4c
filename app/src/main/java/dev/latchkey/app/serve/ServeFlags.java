package dev.latchkey.app.serve;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command-line flags of {@code latchkey serve}, unparsed. */
final class ServeFlags {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data directory, created if it does not exist. Only one server can use it at a time."
                    + " Default: ./latchkey-data. [LATCHKEY_DATA]")
    @Nullable
    String data;

    @Option(
            names = "--memory",
            negatable = true,
            description = "Keep the data in memory only, without a log; it is lost when the server exits."
                    + " [LATCHKEY_MEMORY]")
    @Nullable
    Boolean memory;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "TCP port to listen on; 0 picks a free port. Default: 5625. [LATCHKEY_PORT]")
    @Nullable
    String port;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            description =
                    "Address to listen on, or a host name: the server listens on all its addresses. An address that"
                            + " is not a loopback address requires a password, users or --insecure. Default: 127.0.0.1."
                            + " [LATCHKEY_BIND]")
    @Nullable
    String bind;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description =
                    "Require clients to authenticate with the password in the first line of this file; - reads it from"
                            + " standard input. [LATCHKEY_PASSWORD_FILE]")
    @Nullable
    String passwordFile;

    @Option(
            names = "--users",
            paramLabel = "FILE",
            description =
                    "Require clients to authenticate as one of the users in this file, which latchkey user edits, and"
                            + " permit them only what it says. The file is read again when it changes, and on SIGHUP."
                            + " Cannot be combined with a password. [LATCHKEY_USERS]")
    @Nullable
    String users;

    @Mixin
    final ServeHttpFlags http = new ServeHttpFlags();

    @Mixin
    final ServeTlsFlags tls = new ServeTlsFlags();

    @Option(
            names = "--insecure",
            negatable = true,
            description = "Allow remote clients without a password: anyone who can reach the port can read and write."
                    + " [LATCHKEY_INSECURE]")
    @Nullable
    Boolean insecure;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Number of network threads, at most 1024; 0 chooses a number that suits the machine."
                    + " Default: 0. [LATCHKEY_THREADS]")
    @Nullable
    String threads;

    @Option(
            names = "--transport",
            paramLabel = "NAME",
            description =
                    "How the network threads wait for sockets: io_uring, epoll, nio, or auto, which is epoll where it is"
                            + " available and otherwise nio. Default: auto. [LATCHKEY_TRANSPORT]")
    @Nullable
    String transport;

    @Option(
            names = "--max-clients",
            paramLabel = "N",
            description =
                    "Maximum number of client connections; further connections get an error and are closed. Default:"
                            + " 50000, or fewer if the limit of open files (ulimit -n) requires it."
                            + " [LATCHKEY_MAX_CLIENTS]")
    @Nullable
    String maxClients;

    @Option(
            names = "--max-memory",
            paramLabel = "BYTES",
            description =
                    "Memory limit for keys and values, such as 512m or 2g; writes that exceed it are refused. Default:"
                            + " 60 %% of the JVM heap without its first 32 MiB. [LATCHKEY_MAX_MEMORY]")
    @Nullable
    String maxMemory;

    @Option(
            names = "--history-bytes",
            paramLabel = "BYTES",
            description =
                    "Memory limit for the event history, from which clients read past writes, such as 64m; in addition to"
                            + " --max-memory. It becomes part of the store. auto keeps that of an existing store, and"
                            + " gives a new one 1/32 of --max-memory, at most 64m. Default: auto."
                            + " [LATCHKEY_HISTORY_BYTES]")
    @Nullable
    String historyBytes;

    @Option(
            names = "--snapshot-bytes",
            paramLabel = "BYTES",
            description =
                    "Take a snapshot once the log has grown by this many bytes and by at least the size of the last"
                            + " snapshot; the log that the snapshot covers is then deleted. Default: 128m."
                            + " [LATCHKEY_SNAPSHOT_BYTES]")
    @Nullable
    String snapshotBytes;

    @Option(
            names = "--snapshot-records",
            paramLabel = "N",
            description = "Take a snapshot once the log has grown by this many records and by at least the number of"
                    + " keys. Default: 1000000. [LATCHKEY_SNAPSHOT_RECORDS]")
    @Nullable
    String snapshotRecords;

    @Option(
            names = "--log-format",
            paramLabel = "text|json",
            description = "Format of the log on standard error; json writes one object a line. Default: text."
                    + " [LATCHKEY_LOG_FORMAT]")
    @Nullable
    String logFormat;

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            description = "Least severe messages to log: error, warn, info, debug or trace. Default: info."
                    + " [LATCHKEY_LOG_LEVEL]")
    @Nullable
    String logLevel;

    @Option(names = "--print-config", description = "Print each setting with its value and its source, then exit.")
    boolean printConfig;
}
