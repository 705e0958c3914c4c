/**
 * A lock provider for ShedLock whose locks have fencing tokens.
 *
 * <pre>{@code
 * @Bean
 * LockProvider lockProvider(Latchkey latchkey) {
 *     return new LatchkeyLockProvider(latchkey);
 * }
 *
 * @Scheduled(cron = "0 * * * * *")
 * @SchedulerLock(name = "invoices", lockAtMostFor = "10m")
 * void sendInvoices() {
 *     FencedLock lock = FencedLocks.current("invoices").orElseThrow();
 *     clerk.put("invoices/sent", "yes", Version.NONE, lock.guard()).orThrow(); // refused if the lock has expired
 * }
 * }</pre>
 */
@NullMarked
package dev.latchkey.shedlock;

import org.jspecify.annotations.NullMarked;
