package dev.latchkey.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.client.Latchkey;
import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.client.clerk.PutOutcome;
import dev.latchkey.client.clerk.Transaction;
import dev.latchkey.client.link.ClientConfig;
import dev.latchkey.client.link.ManualLoop;
import dev.latchkey.client.session.StoreLink.Faults;
import dev.latchkey.core.Command;
import dev.latchkey.core.Key;
import dev.latchkey.core.Reply;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Transfers between 8 accounts over a network that loses, delays, reorders and duplicates: the sum is the same in every read transaction,
 * and each transfer is executed once if its outcome says so. Covers TXN-02.
 */
final class TransfersTest {

    private static final List<Key> ACCOUNTS =
            IntStream.range(0, 8).mapToObj(i -> Key.of("account/" + i)).toList();
    private static final int BALANCE = 100;
    private static final int ROUNDS = 300;
    private static final Faults ROUGH = new Faults(100, 100, 100, 0);

    private final ManualLoop loop = new ManualLoop();
    private final List<CompletableFuture<Transaction.Outcome>> transfers = new ArrayList<>();
    private final List<CompletableFuture<Integer>> sums = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void sumNeverChangesAndEveryTransferIsExecutedOnce(long seed) {
        Random chance = new Random(seed);
        StoreLink link = new StoreLink(loop, chance, ROUGH);
        ACCOUNTS.forEach(account ->
                link.state().apply(new Command.Put(account, Value.of(String.valueOf(BALANCE)), Version.NONE)));
        Latchkey client =
                Latchkey.over(loop, link, chance, ClientConfig.of("model").withSessionTtl(Duration.ofHours(24)));
        loop.execute(link::up);
        AsyncClerk clerk = client.clerk().async().withoutDeadline();
        for (int i = 0; i < ROUNDS; i++) {
            transfer(clerk, chance);
            sums.add(readAll(clerk).thenApply(TransfersTest::sum));
            if (chance.nextInt(25) == 0) {
                loop.execute(link::down);
                loop.schedule(chance.nextLong(Duration.ofSeconds(3).toNanos()), link::up);
            }
            loop.advance(Duration.ofMillis(chance.nextInt(20)));
        }
        loop.execute(link::up);
        link.heal();
        loop.runUntil(() -> transfers.size() == ROUNDS
                && transfers.stream().allMatch(CompletableFuture::isDone)
                && sums.stream().allMatch(CompletableFuture::isDone));
        loop.advance(Duration.ofSeconds(200));

        assertThat(sums).allSatisfy(sum -> assertThat(sum.join()).isEqualTo(ACCOUNTS.size() * BALANCE));
        long done = transfers.stream().filter(TransfersTest::isDone).count();
        assertThat(done).as("transfers").isGreaterThan(ROUNDS / 10);
        assertThat(link.state().revision()).isEqualTo(ACCOUNTS.size() + 2 * done);
        assertThat(client.unknownOutcomes().total()).isZero();
        loop.execute(client::close);
        loop.runAll();
    }

    private static boolean isDone(CompletableFuture<Transaction.Outcome> transfer) {
        Transaction.Outcome outcome = transfer.join();
        if (outcome instanceof Transaction.Refused refused) {
            assertThat(refused.reason()).isInstanceOf(PutOutcome.ErrVersion.class);
        }
        return outcome instanceof Transaction.Done;
    }

    private void transfer(AsyncClerk clerk, Random chance) {
        int index = chance.nextInt(ACCOUNTS.size());
        Key from = ACCOUNTS.get(index);
        Key to = ACCOUNTS.get((index + 1 + chance.nextInt(ACCOUNTS.size() - 1)) % ACCOUNTS.size());
        clerk.transaction().get(from).get(to).commit().thenAccept(read -> {
            Versioned payer = read.orThrow().found(1).orElseThrow();
            Versioned payee = read.orThrow().found(2).orElseThrow();
            int amount = chance.nextInt(1 + balance(payer));
            transfers.add(clerk.transaction()
                    .put(from, Value.of(String.valueOf(balance(payer) - amount)), payer.version())
                    .put(to, Value.of(String.valueOf(balance(payee) + amount)), payee.version())
                    .commit());
        });
    }

    private static CompletableFuture<Transaction.Outcome> readAll(AsyncClerk clerk) {
        Transaction<CompletableFuture<Transaction.Outcome>> reads = clerk.transaction();
        ACCOUNTS.forEach(reads::get);
        return reads.commit();
    }

    private static int balance(Versioned account) {
        return Integer.parseInt(account.value().toString());
    }

    private static int sum(Transaction.Outcome read) {
        return read.orThrow().results().stream()
                .mapToInt(result -> balance(Objects.requireNonNull(((Reply.Result.Read) result).found())))
                .sum();
    }
}
