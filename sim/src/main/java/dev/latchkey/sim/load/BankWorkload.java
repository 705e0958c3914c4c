package dev.latchkey.sim.load;

import dev.latchkey.check.Operation;
import dev.latchkey.check.model.txn.RegisterStep;
import dev.latchkey.check.model.txn.RegisterTransaction;
import dev.latchkey.check.model.txn.TransactionOutput;
import dev.latchkey.client.clerk.AsyncClerk;
import dev.latchkey.client.clerk.Transaction.Done;
import dev.latchkey.client.clerk.Transaction.Outcome;
import dev.latchkey.core.Key;
import dev.latchkey.core.StoreId;
import dev.latchkey.core.Value;
import dev.latchkey.core.Version;
import dev.latchkey.core.Versioned;
import dev.latchkey.sim.world.SeededChance;
import dev.latchkey.sim.world.SimulatedClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Many callers transfer money between accounts, each of which is a key, with transactions at versions that they know or guess. Some
 * transfers close an account, and later ones open it again. Whatever fails, each transaction that reads all accounts must find the same
 * sum, or none of the accounts in a store that no caller has used before.
 */
public final class BankWorkload implements Workload {

    private static final int ACCOUNTS = 8;
    private static final int MONEY = 100;
    private static final int SUM = ACCOUNTS * MONEY;
    private static final int THINK_MILLIS_MAX = 3;

    /** A version that is greater than another by this does not exist yet. */
    private static final int FAR = 1_000_000;

    /** Further violations of a run say nothing new. */
    private static final int VIOLATIONS_MAX = 5;

    private final World world;
    private final SeededChance chance;
    private final int callersPerClient;
    private final int operationsMax;
    private final TransactionLog log;
    private final List<Key> accounts = new ArrayList<>();
    private final List<Worker> workers = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private boolean probing;

    public BankWorkload(World world, int callersPerClient, int operationsMax) {
        this.world = world;
        this.chance = world.chance.of("bank workload");
        this.callersPerClient = callersPerClient;
        this.operationsMax = operationsMax;
        this.log = new TransactionLog(world);
        for (int i = 0; i < ACCOUNTS; i++) {
            accounts.add(Key.of("account" + i));
        }
    }

    @Override
    public void add(SimulatedClient client) {
        for (int i = 1; i <= callersPerClient; i++) {
            AsyncClerk clerk = KeysWorkload.Patience.draw(chance).applyTo(client.clerk());
            Worker worker = new Worker(new SequentialClient(client, clerk, client.name() + "." + i, world.operations));
            workers.add(worker);
            worker.think();
        }
    }

    @Override
    public boolean isWindingDown() {
        return log.size() >= operationsMax;
    }

    @Override
    public boolean isIdle() {
        return workers.stream()
                .noneMatch(worker -> worker.busy && !worker.caller.client().isDead());
    }

    @Override
    public void died(SimulatedClient client) {
        // why nothing: the transactions of its workers stay open in the history
    }

    @Override
    public void probe(List<SimulatedClient> living) {
        probing = true;
        for (SimulatedClient client : living) {
            Worker worker = new Worker(new SequentialClient(
                    client, client.clerk().withoutDeadline(), client.name() + ".probe", world.operations));
            workers.add(worker);
            worker.readAll();
        }
    }

    @Override
    public Map<StoreId, List<Operation<RegisterTransaction, TransactionOutput>>> transactionHistories() {
        return log.histories();
    }

    @Override
    public List<String> violations() {
        return violations;
    }

    /** Checks what one transaction read of all accounts. */
    private void checkSum(SequentialClient caller, List<Optional<Versioned>> read) {
        long sum = 0;
        boolean isEmpty = true;
        for (Optional<Versioned> account : read) {
            isEmpty &= account.isEmpty();
            sum += account.map(BankWorkload::balance).orElse(0);
        }
        if (!isEmpty && sum != SUM && violations.size() < VIOLATIONS_MAX) {
            violations.add(caller.name() + ": the accounts have " + sum + " in one read, not " + SUM + ": " + read);
        }
    }

    private static int balance(Versioned account) {
        return Integer.parseInt(account.value().utf8());
    }

    private final class Worker {

        private final SequentialClient caller;

        /** What the worker read last of each account. */
        private final List<Optional<Versioned>> known = new ArrayList<>();

        private boolean busy;

        Worker(SequentialClient caller) {
            this.caller = caller;
        }

        void think() {
            busy = true;
            caller.client().process().schedule(chance.nanosUpTo(1, THINK_MILLIS_MAX), () -> {
                busy = false;
                if (!isWindingDown() && !probing) {
                    busy = true;
                    act();
                }
            });
        }

        private void act() {
            int draw = chance.nextInt(100);
            if (known.isEmpty() || draw < 25) {
                readAll();
            } else if (draw < 35) {
                Key account = accounts.get(chance.nextInt(ACCOUNTS));
                log.get(caller, account, found -> think(), this::think);
            } else if (known.stream().allMatch(Optional::isEmpty)) {
                openAll();
            } else {
                transfer(draw < 50);
            }
        }

        void readAll() {
            busy = true;
            List<RegisterStep> steps = accounts.stream()
                    .<RegisterStep>map(account -> new RegisterStep.Get(account, true))
                    .toList();
            log.commit(caller, steps, outcome -> {
                known.clear();
                if (outcome instanceof Done done) {
                    for (int i = 1; i <= ACCOUNTS; i++) {
                        known.add(done.found(i));
                    }
                    checkSum(caller, known);
                }
                continueWith(outcome);
            });
        }

        /** Creates all accounts, or none. */
        private void openAll() {
            List<RegisterStep> steps = accounts.stream()
                    .<RegisterStep>map(account -> new RegisterStep.Put(account, Value.of(String.valueOf(MONEY)), 0))
                    .toList();
            write(steps);
        }

        /**
         * Transfers money, all of it if {@code closes}, at the versions that were read. One transfer in eight names a version that the
         * account does not have.
         */
        private void transfer(boolean closes) {
            int from = chance.nextInt(ACCOUNTS);
            while (known.get(from).isEmpty()) {
                from = (from + 1) % ACCOUNTS;
            }
            int to = (from + chance.nextInt(1, ACCOUNTS)) % ACCOUNTS;
            Versioned source = known.get(from).orElseThrow();
            int amount = closes ? balance(source) : chance.nextInt(balance(source) + 1);
            long version = source.version().number() + (chance.nextInt(8) == 0 ? FAR : 0);
            List<RegisterStep> steps = new ArrayList<>();
            int witness = chance.nextInt(ACCOUNTS);
            if (chance.nextBoolean()) {
                steps.add(new RegisterStep.Check(accounts.get(witness), versionOf(known.get(witness))));
            }
            steps.add(
                    closes
                            ? new RegisterStep.Delete(accounts.get(from), version)
                            : put(from, balance(source) - amount, version));
            int before = known.get(to).map(BankWorkload::balance).orElse(0);
            steps.add(put(to, before + amount, versionOf(known.get(to))));
            steps.add(new RegisterStep.Get(accounts.get(from), true));
            steps.add(new RegisterStep.Get(accounts.get(to), true));
            write(steps);
        }

        private RegisterStep put(int account, int balance, long version) {
            return new RegisterStep.Put(accounts.get(account), Value.of(String.valueOf(balance)), version);
        }

        private static long versionOf(Optional<Versioned> account) {
            return account.map(Versioned::version).orElse(Version.NONE).number();
        }

        private void write(List<RegisterStep> steps) {
            busy = true;
            log.commit(caller, steps, outcome -> {
                known.clear();
                continueWith(outcome);
            });
        }

        /** Goes on or, after faults have stopped, reads, then writes, and ends. */
        private void continueWith(@Nullable Outcome outcome) {
            if (!caller.name().endsWith(".probe")) {
                think();
                return;
            }
            if (outcome == null) {
                violations.add(caller.name() + ": a transaction was not answered after faults had stopped");
            }
            busy = false;
            if (!known.isEmpty() && known.stream().allMatch(Optional::isPresent)) {
                transfer(false);
            }
        }
    }
}
