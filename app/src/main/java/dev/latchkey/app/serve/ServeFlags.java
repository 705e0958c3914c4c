package dev.latchkey.app.serve;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags of {@code latchkey serve}, as they were given. */
final class ServeFlags {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Keep the data in this directory, which is made if it is missing; one server at a time."
                    + " Default: ./latchkey-data. [LATCHKEY_DATA]")
    @Nullable
    String data;

    @Option(
            names = "--memory",
            negatable = true,
            description = "Keep the data in memory only: it is gone when the server ends. [LATCHKEY_MEMORY]")
    @Nullable
    Boolean memory;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Listen on this port, 0 to 65535; 0 takes a free one. Default: 5625. [LATCHKEY_PORT]")
    @Nullable
    String port;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            description = "Listen on this address. Any but a loopback address needs a password, or --insecure."
                    + " Default: 127.0.0.1. [LATCHKEY_BIND]")
    @Nullable
    String bind;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description =
                    "Clients must give the password in the first line of this file; - reads it from standard input."
                            + " [LATCHKEY_PASSWORD_FILE]")
    @Nullable
    String passwordFile;

    @Option(
            names = "--insecure",
            negatable = true,
            description = "Serve other machines without a password: all who reach the port can read and write."
                    + " [LATCHKEY_INSECURE]")
    @Nullable
    Boolean insecure;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Network threads, up to 1024. Default: 0, as many as suit the machine. [LATCHKEY_THREADS]")
    @Nullable
    String threads;

    @Option(
            names = "--max-clients",
            paramLabel = "N",
            description =
                    "Connections at once; one more is told so and closed. Default: 50000, or as many as the limit of"
                            + " open files has room for. [LATCHKEY_MAX_CLIENTS]")
    @Nullable
    String maxClients;

    @Option(
            names = "--max-memory",
            paramLabel = "BYTES",
            description =
                    "What keys and values may take, such as 512m or 2g; a write beyond it is refused. Default: 60 %% of"
                            + " the heap. [LATCHKEY_MAX_MEMORY]")
    @Nullable
    String maxMemory;

    @Option(
            names = "--snapshot-bytes",
            paramLabel = "BYTES",
            description =
                    "Take a snapshot when the log has grown by so much, and by as much as the last snapshot takes; the"
                            + " log before it is deleted then. Default: 128m. [LATCHKEY_SNAPSHOT_BYTES]")
    @Nullable
    String snapshotBytes;

    @Option(
            names = "--snapshot-records",
            paramLabel = "N",
            description = "The same for so many writes, and as many as there are keys. Default: 1000000."
                    + " [LATCHKEY_SNAPSHOT_RECORDS]")
    @Nullable
    String snapshotRecords;

    @Option(
            names = "--print-config",
            description = "Print each setting with its value and where that comes from, and do nothing else.")
    boolean printConfig;
}
