package dev.latchkey.fence;

import dev.latchkey.core.StoreId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file whose content is replaced only with a token that is not stale. Its first line has the store, the greatest token and the lock, and the content
 * follows, so that both are replaced in one step: a new file is written, fsynced and renamed over the old one. Writers of all processes take
 * turns by a lock on a second file, {@code NAME.lock}. For local file systems, whose renames are atomic. Use one object for a path in
 * each process. Thread-safe.
 */
public final class FencedFile {

    private static final Pattern HEADER = Pattern.compile("latchkey-fence 1 ([0-9a-f]{32}) (0|[1-9]\\d{0,18}) (.+)");

    /** The name of a lock has at most 1,024 characters. */
    private static final int HEADER_BYTES_MAX = 80 + 4 * 1_024;

    private final Path path;
    private final ReentrantLock turn = new ReentrantLock();

    /** A file that need not exist yet; its directory must. */
    public FencedFile(Path path) {
        this.path = path.toAbsolutePath();
    }

    /** The first line. */
    private record Header(SeenToken seen, String lock) {
        byte[] bytes() {
            return ("latchkey-fence 1 " + seen.store() + " " + seen.token() + " " + lock + "\n")
                    .getBytes(StandardCharsets.UTF_8);
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    /**
     * Adopts a store, and forgets the tokens of any other store. The content stays. For an operator; see {@link JdbcFence#adopt}.
     *
     * @throws IOException if the file cannot be written, or is not one of this class
     */
    public void adopt(String lock, StoreId store) throws IOException {
        inTurn(() -> {
            Optional<byte[]> file = readFile();
            boolean isKnown = file.map(FencedFile::header)
                    .filter(header ->
                            header.lock().equals(lock) && header.seen().store().equals(store.toString()))
                    .isPresent();
            if (!isKnown) {
                Header adopted = new Header(new SeenToken(store.toString(), 0), lock);
                replace(adopted, file.map(FencedFile::content).orElse(new byte[0]));
            }
        });
    }

    /**
     * Replaces the content. When this method returns, the content and the token are durable.
     *
     * @throws RefusedByFenceException if a greater token was seen, or if it is of another store; nothing was changed
     * @throws IllegalArgumentException if the token is of another lock
     * @throws IOException if the file cannot be written, or is not one of this class; the old content or the new one is in place
     */
    public void write(FencingToken token, byte[] content) throws IOException {
        inTurn(() -> {
            Optional<Header> header = readFile().map(FencedFile::header);
            if (header.filter(other -> !other.lock().equals(token.lock())).isPresent()) {
                throw new IllegalArgumentException("the file is guarded by the lock '"
                        + header.get().lock() + "', and the token is of the lock '" + token.lock() + "'");
            }
            SeenToken.requireAccepted(header.map(Header::seen), token);
            replace(
                    new Header(
                            new SeenToken(
                                    token.store().toString(), token.token().number()),
                            token.lock()),
                    content);
        });
    }

    /** Reads the content; empty if the file does not exist. */
    public Optional<byte[]> read() throws IOException {
        return readFile().map(FencedFile::content);
    }

    private void inTurn(Step step) throws IOException {
        turn.lock();
        try (FileChannel channel =
                        FileChannel.open(sibling(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            Objects.requireNonNull(lock);
            step.run();
        } finally {
            turn.unlock();
        }
    }

    private Path sibling(String suffix) {
        return path.resolveSibling(path.getFileName() + suffix);
    }

    private Optional<byte[]> readFile() throws IOException {
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        byte[] bytes = Files.readAllBytes(path);
        if (!parse(bytes).matches()) {
            throw new IOException(path + " is not a fenced file: its first line is not that of one");
        }
        return Optional.of(bytes);
    }

    private static Matcher parse(byte[] bytes) {
        String start = new String(bytes, 0, Math.min(bytes.length, HEADER_BYTES_MAX), StandardCharsets.UTF_8);
        int end = start.indexOf('\n');
        return HEADER.matcher(end < 0 ? "" : start.substring(0, end));
    }

    private static Header header(byte[] bytes) {
        Matcher header = parse(bytes);
        if (!header.matches()) {
            throw new IllegalStateException("the first line was checked before");
        }
        return new Header(new SeenToken(header.group(1), Long.parseLong(header.group(2))), header.group(3));
    }

    private static byte[] content(byte[] bytes) {
        int end = 0;
        while (bytes[end] != '\n') { // why it ends: the first line was checked before
            end++;
        }
        return Arrays.copyOfRange(bytes, end + 1, bytes.length);
    }

    private void replace(Header header, byte[] content) throws IOException {
        Path next = sibling(".next");
        try (FileChannel channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            write(channel, header.bytes());
            write(channel, content);
            channel.force(true);
        }
        Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel directory =
                FileChannel.open(Objects.requireNonNull(path.getParent()), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private static void write(FileChannel channel, byte[] bytes) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
            channel.write(rest);
        }
    }
}
